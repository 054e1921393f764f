package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.CertificateMode;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.LimitExceededException;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.Tag;

/** Tags, written and read by AWS's own client on everything that may have them. */
final class AwsSdkTagsIT extends AwsSdkGround {
    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private Map<String, String> tags(String arn) {
        return iot.listTagsForResource(r -> r.resourceArn(arn)).tags().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    @Test
    void every_operation_that_creates_something_with_tags_keeps_them() {
        Tag hall = tag("place", "hall");
        List<String> arns = List.of(
                iot.createThingType(r -> r.thingTypeName("bulb").tags(hall)).thingTypeArn(),
                iot.createThingGroup(r -> r.thingGroupName("house").tags(hall)).thingGroupArn(),
                iot.createBillingGroup(r -> r.billingGroupName("tenant").tags(hall))
                        .billingGroupArn(),
                iot.createPolicy(r -> r.policyName("p")
                                .policyDocument(Policies.everything())
                                .tags(hall))
                        .policyArn(),
                iot.createProvisioningTemplate(r -> r.templateName("pumps")
                                .provisioningRoleArn("arn:aws:iam::000000000000:role/provisioning")
                                .templateBody(ProvisioningBodies.ofTheDevice())
                                .tags(hall))
                        .templateArn(),
                iot.registerCACertificate(r -> r.caCertificate(Certificates.authority("Works CA")
                                        .issued()
                                        .certificatePem())
                                .certificateMode(CertificateMode.SNI_ONLY)
                                .tags(hall))
                        .certificateArn());

        assertThat(arns).allSatisfy(arn -> assertThat(tags(arn)).isEqualTo(Map.of("place", "hall")));
    }

    @Test
    void tags_are_added_given_other_values_and_taken_away() {
        String bulb = iot.createThingType(r -> r.thingTypeName("bulb").tags(tag("place", "hall")))
                .thingTypeArn();

        iot.tagResource(r -> r.resourceArn(bulb).tags(tag("place", "attic"), tag("Größe/cm", "")));
        assertThat(tags(bulb)).isEqualTo(Map.of("place", "attic", "Größe/cm", ""));
        iot.untagResource(r -> r.resourceArn(bulb).tagKeys("place", "never there"));
        assertThat(tags(bulb)).isEqualTo(Map.of("Größe/cm", ""));
        iot.tagResource(r -> r.resourceArn(bulb).tags(List.of()));
        assertThat(tags(bulb)).hasSize(1);

        iot.deprecateThingType(r -> r.thingTypeName("bulb"));
        iot.deleteThingType(r -> r.thingTypeName("bulb"));
        refused(
                ResourceNotFoundException.class,
                () -> iot.listTagsForResource(r -> r.resourceArn(bulb)),
                "thing type bulb");
        iot.createThingType(r -> r.thingTypeName("bulb"));
        assertThat(tags(bulb)).isEmpty();
    }

    @Test
    void what_cannot_have_tags_is_refused() {
        iot.createThing(r -> r.thingName("lamp"));
        String certificate = "cert/" + certificate("lamp", CertificateStatus.ACTIVE);

        for (String arn : List.of(
                arn("thing/lamp"),
                arn(certificate),
                arn("thingtype"),
                arn("thingtype/a*"),
                arn("nothing/lamp"),
                "arn:aws:iot:local:111111111111:thingtype/bulb",
                "bulb")) {
            refused(
                    InvalidRequestException.class,
                    () -> iot.tagResource(r -> r.resourceArn(arn).tags(tag("a", "b"))),
                    "resourceArn: ");
            refused(
                    InvalidRequestException.class,
                    () -> iot.listTagsForResource(r -> r.resourceArn(arn)),
                    "resourceArn: ");
        }
        refused(
                ResourceNotFoundException.class,
                () -> iot.tagResource(r -> r.resourceArn(arn("policy/none")).tags(tag("a", "b"))),
                "policy none does not exist");
        refused(
                ResourceNotFoundException.class,
                () -> iot.untagResource(r -> r.resourceArn(arn("policy/none")).tagKeys("a")),
                "policy none does not exist");
    }

    @Test
    void tags_outside_their_bounds_are_refused_and_nothing_is_half_done() {
        String house = iot.createThingGroup(r -> r.thingGroupName("house")).thingGroupArn();
        List<Tag> fifty = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            fifty.add(tag("k" + i, "v"));
        }
        iot.tagResource(r -> r.resourceArn(house).tags(fifty));

        refused(
                LimitExceededException.class,
                () -> iot.tagResource(r -> r.resourceArn(house).tags(tag("one", "more"))),
                "tags: 51");
        for (Tag bad : List.of(tag("aws:x", ""), tag("k0", "aws:x"), tag("a*", ""), tag("k0", "a\nb"))) {
            refused(
                    InvalidRequestException.class,
                    () -> iot.tagResource(r -> r.resourceArn(house).tags(tag("k1", "other"), bad)),
                    "tag");
        }
        refused(
                InvalidRequestException.class,
                () -> iot.tagResource(r -> r.resourceArn(house).tags(tag("k0", "a"), tag("k0", "b"))),
                "\"k0\" twice");
        assertThat(tags(house)).hasSize(50).containsEntry("k1", "v").containsEntry("k0", "v");
        refused(
                InvalidRequestException.class,
                () -> iot.createThingType(r -> r.thingTypeName("bulb").tags(tag("aws:x", ""))),
                "aws:");
        assertThat(running.ground.registry.thingTypes().type("bulb")).isNull();
    }

    @Test
    void creating_the_same_once_more_with_other_tags_is_refused() {
        iot.createThingType(r -> r.thingTypeName("bulb").tags(tag("a", "1")));

        iot.createThingType(r -> r.thingTypeName("bulb"));
        iot.createThingType(r -> r.thingTypeName("bulb").tags(tag("a", "1")));
        refused(
                ResourceAlreadyExistsException.class,
                () -> iot.createThingType(r -> r.thingTypeName("bulb").tags(tag("a", "2"))),
                "bulb");
    }
}
