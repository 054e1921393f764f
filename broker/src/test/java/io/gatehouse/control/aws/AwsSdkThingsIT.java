package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.AttributePayload;
import software.amazon.awssdk.services.iot.model.DescribeThingGroupResponse;
import software.amazon.awssdk.services.iot.model.DescribeThingResponse;
import software.amazon.awssdk.services.iot.model.GroupNameAndArn;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.PropagatingAttribute;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.ThingAttribute;
import software.amazon.awssdk.services.iot.model.ThingPrincipalType;
import software.amazon.awssdk.services.iot.model.VersionConflictException;

/** Things, types and groups, asked by AWS's own client: every operation that is answered, with its errors and pages. */
final class AwsSdkThingsIT extends AwsSdkGround {
    @Test
    void things_are_created_described_updated_and_deleted() {
        iot.createThingType(r -> r.thingTypeName("bulb"));
        Consumer<AttributePayload.Builder> red = attributes(Map.of("color", "red", "room", "a:b/c"), false);

        var created = iot.createThing(
                r -> r.thingName("la:mp_1").thingTypeName("bulb").attributePayload(red));
        var again = iot.createThing(
                r -> r.thingName("la:mp_1").thingTypeName("bulb").attributePayload(red));

        assertThat(created.thingArn()).isEqualTo(arn("thing/la:mp_1"));
        assertThat(again.thingId()).isEqualTo(created.thingId()).hasSize(36);
        var exists = refused(
                ResourceAlreadyExistsException.class, () -> iot.createThing(r -> r.thingName("la:mp_1")), "exists");
        assertThat(exists.resourceId()).isEqualTo("la:mp_1");
        assertThat(exists.resourceArn()).isEqualTo(arn("thing/la:mp_1"));
        assertThat(exists.statusCode()).isEqualTo(409);
        assertThat(exists.requestId()).hasSize(36);

        iot.updateThing(r -> r.thingName("la:mp_1")
                .attributePayload(attributes(Map.of("color", ""), true))
                .removeThingType(true));
        DescribeThingResponse thing = iot.describeThing(r -> r.thingName("la:mp_1"));
        assertThat(thing.attributes()).isEqualTo(Map.of("room", "a:b/c"));
        assertThat(thing.thingTypeName()).isNull();
        assertThat(thing.version()).isEqualTo(2);
        assertThat(thing.defaultClientId()).isEqualTo("la:mp_1");
        assertThat(thing.thingId()).isEqualTo(created.thingId());

        refused(
                VersionConflictException.class,
                () -> iot.updateThing(r -> r.thingName("la:mp_1").expectedVersion(1L)),
                "at version 2");
        refused(
                VersionConflictException.class,
                () -> iot.deleteThing(r -> r.thingName("la:mp_1").expectedVersion(0L)),
                "at version 2");
        iot.deleteThing(r -> r.thingName("la:mp_1").expectedVersion(2L));
        iot.deleteThing(r -> r.thingName("la:mp_1"));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeThing(r -> r.thingName("la:mp_1")),
                "thing la:mp_1 does not exist");
    }

    @Test
    void a_thing_is_refused_a_type_or_a_billing_group_that_is_not_there() {
        refused(
                ResourceNotFoundException.class,
                () -> iot.createThing(r -> r.thingName("lamp").thingTypeName("none")),
                "thing type none");
        refused(
                ResourceNotFoundException.class,
                () -> iot.createThing(r -> r.thingName("lamp").billingGroupName("none")),
                "billing group none");
        refused(ResourceNotFoundException.class, () -> iot.updateThing(r -> r.thingName("lamp")), "thing lamp");
    }

    @Test
    void things_are_listed_by_the_sdks_own_paginator_and_by_filters() {
        iot.createThingType(r -> r.thingTypeName("bulb"));
        for (int i = 0; i < 12; i++) {
            String name = "lamp-" + (char) ('a' + i);
            String type = i % 3 == 0 ? "bulb" : null;
            iot.createThing(
                    r -> r.thingName(name).thingTypeName(type).attributePayload(attributes(Map.of("n", name), false)));
        }

        assertThat(iot.listThingsPaginator(r -> r.maxResults(5)).things())
                .extracting(ThingAttribute::thingName)
                .hasSize(12)
                .isSorted();
        assertThat(iot.listThings(r -> r.thingTypeName("bulb")).things()).hasSize(4);
        assertThat(iot.listThings(r -> r.attributeName("n").attributeValue("lamp-c"))
                        .things())
                .extracting(ThingAttribute::thingName)
                .containsExactly("lamp-c");
        assertThat(iot.listThings(
                                r -> r.attributeName("n").attributeValue("lamp").usePrefixAttributeValue(true))
                        .things())
                .hasSize(12);
    }

    @Test
    void things_and_certificates_are_attached_and_listed_from_either_side() {
        String principal = certificateArn("lamp");
        iot.createThing(r -> r.thingName("lamp"));
        iot.createThing(r -> r.thingName("other"));

        iot.attachThingPrincipal(r -> r.thingName("lamp").principal(principal));
        iot.attachThingPrincipal(r -> r.thingName("lamp").principal(principal));
        refused(
                InvalidRequestException.class,
                () -> iot.attachThingPrincipal(r -> r.thingName("other")
                        .principal(principal)
                        .thingPrincipalType(ThingPrincipalType.EXCLUSIVE_THING)),
                "lamp");

        assertThat(iot.listThingPrincipals(r -> r.thingName("lamp")).principals())
                .containsExactly(principal);
        assertThat(iot.listPrincipalThings(r -> r.principal(principal)).things())
                .containsExactly("lamp");
        assertThat(iot.listThingPrincipalsV2(r -> r.thingName("lamp")).thingPrincipalObjects())
                .singleElement()
                .satisfies(
                        one -> assertThat(one.thingPrincipalType()).isEqualTo(ThingPrincipalType.NON_EXCLUSIVE_THING));
        assertThat(iot.listPrincipalThingsV2(
                                r -> r.principal(principal).thingPrincipalType(ThingPrincipalType.EXCLUSIVE_THING))
                        .principalThingObjects())
                .isEmpty();
        refused(InvalidRequestException.class, () -> iot.deleteThing(r -> r.thingName("lamp")), "attached");

        iot.detachThingPrincipal(r -> r.thingName("lamp").principal(principal));
        iot.detachThingPrincipal(r -> r.thingName("lamp").principal(principal));
        assertThat(iot.listThingPrincipals(r -> r.thingName("lamp")).principals())
                .isEmpty();
        refused(
                ResourceNotFoundException.class,
                () -> iot.detachThingPrincipal(r -> r.thingName("none").principal(principal)),
                "thing none");
        refused(
                ResourceNotFoundException.class,
                () -> iot.attachThingPrincipal(r -> r.thingName("lamp").principal(arn("cert/" + "a".repeat(64)))),
                "certificate");
    }

    @Test
    void thing_types_are_created_deprecated_and_deleted() {
        var created = iot.createThingType(r -> r.thingTypeName("bulb")
                .thingTypeProperties(p -> p.thingTypeDescription("gives light").searchableAttributes("color")));
        assertThat(created.thingTypeArn()).isEqualTo(arn("thingtype/bulb"));
        iot.createThingType(r -> r.thingTypeName("tube"));
        refused(
                ResourceAlreadyExistsException.class,
                () -> iot.createThingType(r -> r.thingTypeName("bulb")),
                "bulb exists already");

        iot.deprecateThingType(r -> r.thingTypeName("bulb"));
        var bulb = iot.describeThingType(r -> r.thingTypeName("bulb"));
        assertThat(bulb.thingTypeProperties().thingTypeDescription()).isEqualTo("gives light");
        assertThat(bulb.thingTypeProperties().searchableAttributes()).containsExactly("color");
        assertThat(bulb.thingTypeMetadata().deprecated()).isTrue();
        assertThat(bulb.thingTypeMetadata().creationDate())
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(bulb.thingTypeMetadata().deprecationDate()).isNotNull();
        refused(
                InvalidRequestException.class,
                () -> iot.createThing(r -> r.thingName("lamp").thingTypeName("bulb")),
                "deprecated");
        assertThat(iot.listThingTypes(r -> r.maxResults(1)).thingTypes()).hasSize(1);
        assertThat(iot.listThingTypes(r -> r.thingTypeName("tube")).thingTypes())
                .singleElement()
                .satisfies(type ->
                        assertThat(type.thingTypeMetadata().deprecated()).isFalse());

        iot.deprecateThingType(r -> r.thingTypeName("bulb").undoDeprecate(true));
        refused(InvalidRequestException.class, () -> iot.deleteThingType(r -> r.thingTypeName("bulb")), "deprecate");
        iot.deprecateThingType(r -> r.thingTypeName("bulb"));
        iot.deleteThingType(r -> r.thingTypeName("bulb"));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeThingType(r -> r.thingTypeName("bulb")),
                "thing type bulb");
    }

    @Test
    void a_thing_type_is_updated_and_keeps_what_is_not_named() {
        iot.createThingType(r -> r.thingTypeName("bulb")
                .thingTypeProperties(p -> p.thingTypeDescription("gives light").searchableAttributes("color")));

        iot.updateThingType(
                r -> r.thingTypeName("bulb").thingTypeProperties(p -> p.thingTypeDescription("gives more light")));
        iot.updateThingType(r -> r.thingTypeName("bulb"));
        var bulb = iot.describeThingType(r -> r.thingTypeName("bulb")).thingTypeProperties();
        assertThat(bulb.thingTypeDescription()).isEqualTo("gives more light");
        assertThat(bulb.searchableAttributes()).containsExactly("color");
        iot.updateThingType(r -> r.thingTypeName("bulb").thingTypeProperties(p -> p.searchableAttributes(List.of())));
        assertThat(iot.describeThingType(r -> r.thingTypeName("bulb"))
                        .thingTypeProperties()
                        .searchableAttributes())
                .isEmpty();

        refused(
                InvalidRequestException.class,
                () -> iot.updateThingType(r ->
                        r.thingTypeName("bulb").thingTypeProperties(p -> p.searchableAttributes("a", "b", "c", "d"))),
                "searchable attributes: 4");
        refused(
                ResourceNotFoundException.class,
                () -> iot.updateThingType(r -> r.thingTypeName("none")),
                "thing type none");
    }

    @Test
    void a_thing_changes_its_groups_in_one_step() {
        for (String root : List.of("house", "garden")) {
            iot.createThingGroup(r -> r.thingGroupName(root));
        }
        iot.createThingGroup(r -> r.thingGroupName("hall").parentGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("attic").parentGroupName("house"));
        iot.createThing(r -> r.thingName("lamp"));
        iot.addThingToThingGroup(r -> r.thingGroupName("hall").thingName("lamp"));

        refused(
                InvalidRequestException.class,
                () -> iot.updateThingGroupsForThing(r -> r.thingName("lamp").thingGroupsToAdd("garden", "attic")),
                "the same root house");
        assertThat(groupNames(
                        iot.listThingGroupsForThing(r -> r.thingName("lamp")).thingGroups()))
                .containsExactly("hall");
        iot.updateThingGroupsForThing(r -> r.thingName("lamp")
                .thingGroupsToAdd("garden", "attic")
                .thingGroupsToRemove("hall")
                .overrideDynamicGroups(true));
        iot.updateThingGroupsForThing(r -> r.thingName("lamp"));
        assertThat(groupNames(
                        iot.listThingGroupsForThing(r -> r.thingName("lamp")).thingGroups()))
                .containsExactly("attic", "garden");

        refused(
                InvalidRequestException.class,
                () -> iot.updateThingGroupsForThing(
                        r -> r.thingName("lamp").thingGroupsToAdd("hall").thingGroupsToRemove("hall")),
                "to join and to leave");
        refused(
                ResourceNotFoundException.class,
                () -> iot.updateThingGroupsForThing(r -> r.thingName("lamp").thingGroupsToRemove("attic", "none")),
                "thing group none");
        refused(
                ResourceNotFoundException.class,
                () -> iot.updateThingGroupsForThing(r -> r.thingName("none").thingGroupsToAdd("hall")),
                "thing none");
        refused(
                InvalidRequestException.class,
                () -> iot.updateThingGroupsForThing(r -> r.thingName("lamp").thingGroupsToAdd("a b")),
                "thingGroupsToAdd: \"a b\"");
        assertThat(groupNames(
                        iot.listThingGroupsForThing(r -> r.thingName("lamp")).thingGroups()))
                .containsExactly("attic", "garden");
    }

    @Test
    void a_type_says_what_messages_of_its_things_get() {
        iot.createThingType(r -> r.thingTypeName("bulb")
                .thingTypeProperties(p -> p.mqtt5Configuration(m -> m.propagatingAttributes(
                        a -> a.userPropertyKey("iot:ClientId").connectionAttribute("iot:ClientId"),
                        a -> a.userPropertyKey("k").thingAttribute("color")))));
        assertThat(iot.describeThingType(r -> r.thingTypeName("bulb"))
                        .thingTypeProperties()
                        .mqtt5Configuration()
                        .propagatingAttributes())
                .extracting(PropagatingAttribute::userPropertyKey)
                .containsExactly("iot:ClientId", "k");

        iot.updateThingType(r -> r.thingTypeName("bulb")
                .thingTypeProperties(p -> p.mqtt5Configuration(m -> m.propagatingAttributes(
                        a -> a.userPropertyKey("n").connectionAttribute("iot:Thing.ThingName")))));

        assertThat(iot.listThingTypes().thingTypes())
                .singleElement()
                .satisfies(type -> assertThat(
                                type.thingTypeProperties().mqtt5Configuration().propagatingAttributes())
                        .extracting(PropagatingAttribute::connectionAttribute)
                        .containsExactly("iot:Thing.ThingName"));
        refused(
                InvalidRequestException.class,
                () -> iot.updateThingType(r -> r.thingTypeName("bulb")
                        .thingTypeProperties(p -> p.mqtt5Configuration(m -> m.propagatingAttributes(
                                a -> a.userPropertyKey("n").connectionAttribute("iot:Port"))))),
                "propagatingAttributes[0]");
    }

    @Test
    void groups_are_a_tree_with_things_in_it() {
        var created = iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("room")
                .parentGroupName("house")
                .thingGroupProperties(p ->
                        p.thingGroupDescription("warm").attributePayload(attributes(Map.of("floor", "1"), false))));
        iot.createThingGroup(r -> r.thingGroupName("corner").parentGroupName("room"));
        refused(
                ResourceAlreadyExistsException.class,
                () -> iot.createThingGroup(r -> r.thingGroupName("room")),
                "room exists already");
        refused(
                ResourceNotFoundException.class,
                () -> iot.createThingGroup(r -> r.thingGroupName("x").parentGroupName("none")),
                "thing group none");
        assertThat(created.thingGroupArn()).isEqualTo(arn("thinggroup/house"));

        var version = iot.updateThingGroup(r -> r.thingGroupName("room")
                .expectedVersion(1L)
                .thingGroupProperties(p -> p.attributePayload(attributes(Map.of("wall", "white"), true))));
        assertThat(version.version()).isEqualTo(2);
        DescribeThingGroupResponse room = iot.describeThingGroup(r -> r.thingGroupName("room"));
        assertThat(room.version()).isEqualTo(2);
        assertThat(room.thingGroupProperties().thingGroupDescription()).isEqualTo("warm");
        assertThat(room.thingGroupProperties().attributePayload().attributes())
                .isEqualTo(Map.of("floor", "1", "wall", "white"));
        assertThat(room.thingGroupMetadata().parentGroupName()).isEqualTo("house");
        assertThat(room.thingGroupMetadata().rootToParentThingGroups())
                .extracting(GroupNameAndArn::groupName)
                .containsExactly("house");

        assertThat(groupNames(iot.listThingGroups(r -> r.recursive(false)).thingGroups()))
                .containsExactly("house");
        assertThat(groupNames(iot.listThingGroupsPaginator(r -> r.maxResults(1)).thingGroups().stream()
                        .toList()))
                .containsExactly("corner", "house", "room");
        assertThat(groupNames(iot.listThingGroups(r -> r.parentGroup("house")).thingGroups()))
                .containsExactly("room");
        assertThat(groupNames(iot.listThingGroups(r -> r.parentGroup("house").recursive(true))
                        .thingGroups()))
                .containsExactly("corner", "room");
        assertThat(groupNames(iot.listThingGroups(r -> r.namePrefixFilter("ro")).thingGroups()))
                .containsExactly("room");
        refused(
                InvalidRequestException.class,
                () -> iot.deleteThingGroup(r -> r.thingGroupName("house")),
                "child group room");
        refused(
                VersionConflictException.class,
                () -> iot.deleteThingGroup(r -> r.thingGroupName("room").expectedVersion(1L)),
                "at version 2");
        iot.deleteThingGroup(r -> r.thingGroupName("corner"));
        iot.deleteThingGroup(r -> r.thingGroupName("corner"));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeThingGroup(r -> r.thingGroupName("corner")),
                "thing group corner");
    }

    @Test
    void things_join_and_leave_groups() {
        iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("room").parentGroupName("house"));
        iot.createThing(r -> r.thingName("lamp"));
        iot.createThing(r -> r.thingName("fan"));

        iot.addThingToThingGroup(r -> r.thingGroupName("room").thingName("lamp"));
        iot.addThingToThingGroup(r -> r.thingGroupName("room").thingName("lamp"));
        iot.addThingToThingGroup(r -> r.thingGroupArn(arn("thinggroup/house")).thingArn(arn("thing/fan")));

        assertThat(iot.listThingsInThingGroup(r -> r.thingGroupName("house")).things())
                .containsExactly("fan");
        assertThat(iot.listThingsInThingGroupPaginator(
                                r -> r.thingGroupName("house").recursive(true).maxResults(1))
                        .things())
                .containsExactly("fan", "lamp");
        assertThat(groupNames(
                        iot.listThingGroupsForThing(r -> r.thingName("lamp")).thingGroups()))
                .containsExactly("room");
        refused(
                ResourceNotFoundException.class,
                () -> iot.addThingToThingGroup(r -> r.thingGroupName("none").thingName("lamp")),
                "thing group none");

        iot.removeThingFromThingGroup(r -> r.thingGroupName("room").thingName("lamp"));
        iot.removeThingFromThingGroup(r -> r.thingGroupName("room").thingName("lamp"));
        assertThat(iot.listThingGroupsForThing(r -> r.thingName("lamp")).thingGroups())
                .isEmpty();
    }

    private static List<String> groupNames(List<GroupNameAndArn> groups) {
        return groups.stream().map(GroupNameAndArn::groupName).toList();
    }
}
