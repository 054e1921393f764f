package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.indexing.Connectivity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.CreateDynamicThingGroupResponse;
import software.amazon.awssdk.services.iot.model.DescribeThingGroupResponse;
import software.amazon.awssdk.services.iot.model.DisconnectReasonValue;
import software.amazon.awssdk.services.iot.model.DynamicGroupStatus;
import software.amazon.awssdk.services.iot.model.GroupNameAndArn;
import software.amazon.awssdk.services.iot.model.IndexStatus;
import software.amazon.awssdk.services.iot.model.InvalidQueryException;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.IotException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.SearchIndexResponse;
import software.amazon.awssdk.services.iot.model.ThingConnectivityIndexingMode;
import software.amazon.awssdk.services.iot.model.ThingDocument;
import software.amazon.awssdk.services.iot.model.ThingGroupIndexingMode;
import software.amazon.awssdk.services.iot.model.ThingIndexingMode;

/** Fleet indexing, asked by AWS's own client. */
final class AwsSdkIndexIT extends AwsSdkGround {
    private void connected(String thing, long millis) {
        running.ground.connections.connected(
                thing, thing + "-1", new Connectivity(thing, true, millis, null, 60, true, 3600));
    }

    private void disconnected(String thing, long millis) {
        running.ground.connections.disconnected(
                thing, thing + "-1", new Connectivity(thing, false, millis, "MQTT_KEEP_ALIVE_TIMEOUT", 60, true, 3600));
    }

    private List<String> found(String query) {
        return iot.searchIndex(r -> r.queryString(query)).things().stream()
                .map(ThingDocument::thingName)
                .toList();
    }

    @Test
    void things_are_found_by_what_the_registry_and_their_connections_say() {
        iot.createThingType(r -> r.thingTypeName("bulb"));
        iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThing(r -> r.thingName("fan").attributePayload(attributes(Map.of("watt", "40"), false)));
        var lamp = iot.createThing(r -> r.thingName("lamp")
                .thingTypeName("bulb")
                .attributePayload(attributes(Map.of("watt", "7.5", "room", "Kitchen"), false)));
        iot.addThingToThingGroup(r -> r.thingGroupName("house").thingName("lamp"));
        connected("lamp", 1_800_000_000_123L);

        SearchIndexResponse answer = iot.searchIndex(r -> r.indexName("AWS_Things")
                .queryVersion("2017-09-30")
                .queryString("attributes.room:kitchen AND attributes.watt<10 thingGroupNames:(house OR garden)"
                        + " -thingTypeName:tube connectivity.connected:true"));

        assertThat(answer.nextToken()).isNull();
        assertThat(answer.thingGroups()).isEmpty();
        assertThat(answer.things()).singleElement().satisfies(thing -> {
            assertThat(thing.thingName()).isEqualTo("lamp");
            assertThat(thing.thingId()).isEqualTo(lamp.thingId());
            assertThat(thing.thingTypeName()).isEqualTo("bulb");
            assertThat(thing.thingGroupNames()).containsExactly("house");
            assertThat(thing.attributes()).isEqualTo(Map.of("watt", "7.5", "room", "Kitchen"));
            assertThat(thing.connectivity().connected()).isTrue();
            assertThat(thing.connectivity().timestamp()).isEqualTo(1_800_000_000_123L);
            assertThat(thing.connectivity().disconnectReason()).isNull();
            assertThat(thing.connectivity().clientId()).isEqualTo("lamp");
        });
        assertThat(found("thingId:" + lamp.thingId())).containsExactly("lamp");
        assertThat(found("connectivity.connected:false")).containsExactly("fan");
        disconnected("lamp", 1_800_000_001_000L);
        assertThat(found("connectivity.disconnectReason:MQTT_KEEP_ALIVE_TIMEOUT"))
                .containsExactly("lamp");
        iot.deleteThing(r -> r.thingName("fan"));
        assertThat(found("*")).containsExactly("lamp");
    }

    @Test
    void a_dynamic_group_has_what_its_query_means() {
        iot.createThing(r -> r.thingName("fan").attributePayload(attributes(Map.of("watt", "40"), false)));
        iot.createThing(r -> r.thingName("lamp").attributePayload(attributes(Map.of("watt", "5"), false)));
        CreateDynamicThingGroupResponse created = iot.createDynamicThingGroup(r -> r.thingGroupName("frugal")
                .queryString("attributes.watt<10")
                .tags(t -> t.key("a").value("b")));
        assertThat(created.indexName()).isEqualTo("AWS_Things");
        assertThat(created.queryVersion()).isEqualTo("2017-09-30");
        assertThat(iot.listThingsInThingGroup(r -> r.thingGroupName("frugal")).things())
                .containsExactly("lamp");

        assertThat(iot.updateDynamicThingGroup(r -> r.thingGroupName("frugal")
                                .queryString("attributes.watt:*")
                                .expectedVersion(1L)
                                .thingGroupProperties(p -> p.thingGroupDescription("any")))
                        .version())
                .isEqualTo(2);

        DescribeThingGroupResponse described = iot.describeThingGroup(r -> r.thingGroupName("frugal"));
        assertThat(described.status()).isEqualTo(DynamicGroupStatus.ACTIVE);
        assertThat(described.queryString()).isEqualTo("attributes.watt:*");
        assertThat(described.thingGroupId()).isEqualTo(created.thingGroupId());
        assertThat(found("thingGroupNames:frugal")).containsExactly("fan", "lamp");
        assertThat(iot.listThingGroupsForThing(r -> r.thingName("fan")).thingGroups())
                .extracting(GroupNameAndArn::groupArn)
                .containsExactly(created.thingGroupArn());
        refused(
                InvalidRequestException.class,
                () -> iot.addThingToThingGroup(r -> r.thingGroupName("frugal").thingName("fan")),
                "frugal is dynamic");
        refused(
                InvalidQueryException.class,
                () -> iot.createDynamicThingGroup(r -> r.thingGroupName("x").queryString("thingName:*x")),
                "column 11");
        iot.deleteDynamicThingGroup(r -> r.thingGroupName("frugal"));
        assertThat(iot.listThingGroups().thingGroups()).isEmpty();
    }

    @Test
    void pages_follow_each_other_by_tokens_of_this_very_query() {
        for (int i = 100; i < 130; i++) {
            String name = "lamp-" + i;
            iot.createThing(r -> r.thingName(name));
        }
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            SearchIndexResponse page = iot.searchIndex(
                    r -> r.queryString("thingName:lamp*").maxResults(8).nextToken(next));
            page.things().forEach(thing -> names.add(thing.thingName()));
            token = page.nextToken();
        } while (token != null);
        assertThat(names).hasSize(30).isSorted();

        String first = iot.searchIndex(r -> r.queryString("thingName:lamp*").maxResults(8))
                .nextToken();
        refused(
                InvalidRequestException.class,
                () -> iot.searchIndex(r -> r.queryString("thingName:l*").nextToken(first)),
                "nextToken");
        refused(
                InvalidRequestException.class,
                () -> iot.searchIndex(r -> r.queryString("*").maxResults(501)),
                "maxResults: 501");
    }

    @Test
    void a_query_that_cannot_be_read_is_refused_with_the_place() {
        refused(
                InvalidQueryException.class,
                () -> iot.searchIndex(r -> r.queryString("thingName:*lamp")),
                "queryString: column 11: *: at the beginning");
        refused(
                InvalidQueryException.class,
                () -> iot.searchIndex(r -> r.queryString("shadow.reported.on:true")),
                "shadow is not");
        refused(
                InvalidQueryException.class,
                () -> iot.searchIndex(r -> r.queryString("(".repeat(100_000))),
                "100000 characters");
        refused(InvalidRequestException.class, () -> iot.searchIndex(r -> r.queryString("")), "queryString: missing");
        refused(
                InvalidRequestException.class,
                () -> iot.searchIndex(r -> r.queryString("*").queryVersion("2030-01-01")),
                "queryVersion");
    }

    @Test
    void there_is_one_index_and_it_is_always_ready() {
        assertThat(iot.listIndices(r -> {}).indexNames()).containsExactly("AWS_Things");
        var index = iot.describeIndex(r -> r.indexName("AWS_Things"));
        assertThat(index.indexStatus()).isEqualTo(IndexStatus.ACTIVE);
        assertThat(index.schema()).isEqualTo("REGISTRY_AND_CONNECTIVITY_STATUS");
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeIndex(r -> r.indexName("AWS_ThingGroups")),
                "AWS_ThingGroups");
        refused(
                ResourceNotFoundException.class,
                () -> iot.searchIndex(r -> r.indexName("AWS_ThingGroups").queryString("*")),
                "AWS_ThingGroups");
    }

    @Test
    void the_configuration_is_what_it_is_and_a_wish_for_more_is_refused() {
        var configuration = iot.getIndexingConfiguration(r -> {});
        assertThat(configuration.thingIndexingConfiguration().thingIndexingMode())
                .isEqualTo(ThingIndexingMode.REGISTRY);
        assertThat(configuration.thingIndexingConfiguration().thingConnectivityIndexingMode())
                .isEqualTo(ThingConnectivityIndexingMode.STATUS);
        assertThat(configuration.thingGroupIndexingConfiguration().thingGroupIndexingMode())
                .isEqualTo(ThingGroupIndexingMode.OFF);

        iot.updateIndexingConfiguration(r -> r.thingIndexingConfiguration(configuration.thingIndexingConfiguration()));
        assertThat(running.ground.audited)
                .last()
                .satisfies(entry -> assertThat(entry.result()).isEqualTo("ok"));
        refused(
                InvalidRequestException.class,
                () -> iot.updateIndexingConfiguration(r ->
                        r.thingIndexingConfiguration(c -> c.thingIndexingMode(ThingIndexingMode.REGISTRY_AND_SHADOW))),
                "thingIndexingMode: \"REGISTRY_AND_SHADOW\" (expected: REGISTRY");
        refused(
                IotException.class,
                () -> iot.updateIndexingConfiguration(r -> r.thingIndexingConfiguration(
                        c -> c.thingIndexingMode(ThingIndexingMode.REGISTRY).customFields(f -> f.name("a")))),
                "customFields");
    }

    @Test
    void the_connectivity_of_one_thing_is_told() {
        iot.createThing(r -> r.thingName("lamp"));
        var never = iot.getThingConnectivityData(r -> r.thingName("lamp"));
        assertThat(never.connected()).isFalse();
        assertThat(never.timestamp()).isNull();

        connected("lamp", 1_800_000_000_123L);
        assertThat(iot.getThingConnectivityData(r -> r.thingName("lamp")).connected())
                .isTrue();
        disconnected("lamp", 1_800_000_001_000L);
        var ended = iot.getThingConnectivityData(r -> r.thingName("lamp"));
        assertThat(ended.connected()).isFalse();
        assertThat(ended.timestamp()).isEqualTo(Instant.ofEpochSecond(1_800_000_001L));
        assertThat(ended.disconnectReason()).isEqualTo(DisconnectReasonValue.MQTT_KEEP_ALIVE_TIMEOUT);

        refused(
                ResourceNotFoundException.class,
                () -> iot.getThingConnectivityData(r -> r.thingName("none")),
                "thing none");
        refused(
                IotException.class,
                () -> iot.getThingConnectivityData(r -> r.thingName("lamp").includeSocketInformation(true)),
                "includeSocketInformation");
    }
}
