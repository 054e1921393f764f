package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.AuditCall;
import io.gatehouse.registry.CertificateStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.GroupNameAndArn;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.ResourceRegistrationFailureException;
import software.amazon.awssdk.services.iot.model.VersionConflictException;

/** Billing groups and the things in them, asked by AWS's own client. */
final class AwsSdkBillingGroupsIT extends AwsSdkGround {
    @Test
    void billing_groups_are_created_described_updated_listed_and_deleted() {
        var created = iot.createBillingGroup(
                r -> r.billingGroupName("te:nant_1").billingGroupProperties(p -> p.billingGroupDescription("pays")));
        assertThat(created.billingGroupArn()).isEqualTo(arn("billinggroup/te:nant_1"));
        assertThat(iot.createBillingGroup(r -> r.billingGroupName("te:nant_1")
                                .billingGroupProperties(p -> p.billingGroupDescription("pays")))
                        .billingGroupId())
                .isEqualTo(created.billingGroupId())
                .hasSize(36);
        var exists = refused(
                ResourceAlreadyExistsException.class,
                () -> iot.createBillingGroup(r -> r.billingGroupName("te:nant_1")),
                "exists");
        assertThat(exists.resourceArn()).isEqualTo(arn("billinggroup/te:nant_1"));

        assertThat(iot.updateBillingGroup(r -> r.billingGroupName("te:nant_1")
                                .expectedVersion(1L)
                                .billingGroupProperties(p -> p.billingGroupDescription("pays more")))
                        .version())
                .isEqualTo(2);
        var described = iot.describeBillingGroup(r -> r.billingGroupName("te:nant_1"));
        assertThat(described.billingGroupProperties().billingGroupDescription()).isEqualTo("pays more");
        assertThat(described.version()).isEqualTo(2);
        assertThat(described.billingGroupId()).isEqualTo(created.billingGroupId());
        assertThat(described.billingGroupMetadata().creationDate()).isNotNull();
        refused(
                VersionConflictException.class,
                () -> iot.updateBillingGroup(
                        r -> r.billingGroupName("te:nant_1").expectedVersion(1L).billingGroupProperties(p -> {})),
                "at version 2");

        iot.createBillingGroup(r -> r.billingGroupName("other"));
        assertThat(iot.listBillingGroupsPaginator(r -> r.maxResults(1)).billingGroups())
                .extracting(GroupNameAndArn::groupName)
                .containsExactly("other", "te:nant_1");
        assertThat(iot.listBillingGroups(r -> r.namePrefixFilter("te")).billingGroups())
                .extracting(GroupNameAndArn::groupArn)
                .containsExactly(arn("billinggroup/te:nant_1"));

        refused(
                VersionConflictException.class,
                () -> iot.deleteBillingGroup(
                        r -> r.billingGroupName("te:nant_1").expectedVersion(1L)),
                "at version 2");
        iot.deleteBillingGroup(r -> r.billingGroupName("te:nant_1").expectedVersion(2L));
        iot.deleteBillingGroup(r -> r.billingGroupName("te:nant_1"));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeBillingGroup(r -> r.billingGroupName("te:nant_1")),
                "billing group te:nant_1 does not exist");
    }

    @Test
    void things_join_and_leave_billing_groups() {
        iot.createBillingGroup(r -> r.billingGroupName("tenant"));
        iot.createBillingGroup(r -> r.billingGroupName("other"));
        iot.createThing(r -> r.thingName("lamp").billingGroupName("tenant"));
        iot.createThing(r -> r.thingName("fan"));

        iot.addThingToBillingGroup(
                r -> r.billingGroupArn(arn("billinggroup/tenant")).thingArn(arn("thing/fan")));
        assertThat(iot.describeThing(r -> r.thingName("fan")).billingGroupName())
                .isEqualTo("tenant");
        assertThat(iot.listThingsInBillingGroupPaginator(
                                r -> r.billingGroupName("tenant").maxResults(1))
                        .things())
                .containsExactly("fan", "lamp");
        refused(
                InvalidRequestException.class,
                () -> iot.addThingToBillingGroup(
                        r -> r.billingGroupName("other").thingName("lamp")),
                "in the billing group tenant");
        refused(
                ResourceNotFoundException.class,
                () -> iot.addThingToBillingGroup(r -> r.billingGroupName("none").thingName("lamp")),
                "billing group none");
        refused(
                InvalidRequestException.class,
                () -> iot.addThingToBillingGroup(r -> r.billingGroupName("tenant")
                        .billingGroupArn(arn("billinggroup/other"))
                        .thingName("lamp")),
                "billingGroupArn");
        refused(
                InvalidRequestException.class,
                () -> iot.addThingToBillingGroup(r -> r.thingName("lamp")),
                "billingGroupName: missing");

        iot.removeThingFromBillingGroup(r -> r.billingGroupName("tenant").thingName("lamp"));
        iot.removeThingFromBillingGroup(r -> r.billingGroupName("tenant").thingName("lamp"));
        assertThat(iot.describeThing(r -> r.thingName("lamp")).billingGroupName())
                .isNull();
        iot.deleteBillingGroup(r -> r.billingGroupName("tenant"));
        assertThat(iot.describeThing(r -> r.thingName("fan")).billingGroupName())
                .isNull();
        refused(
                ResourceNotFoundException.class,
                () -> iot.listThingsInBillingGroup(r -> r.billingGroupName("tenant")),
                "billing group tenant");
        assertThat(running.ground.audited)
                .filteredOn(call -> call.operation().equals("AddThingToBillingGroup"))
                .extracting(AuditCall::resource)
                .startsWith(arn("thing/fan") + " -> " + arn("billinggroup/tenant"));
    }

    @Test
    void a_template_puts_a_new_thing_into_a_billing_group() {
        String id = certificate("pump", CertificateStatus.ACTIVE);
        String template = """
                {"Resources": {
                  "thing": {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": "pump", "BillingGroup": "tenant"}},
                  "certificate": {"Type": "AWS::IoT::Certificate",
                                  "Properties": {"CertificateId": "%s", "Status": "ACTIVE"}}}}""".formatted(id);

        refused(
                ResourceRegistrationFailureException.class,
                () -> iot.registerThing(r -> r.templateBody(template)),
                "billing group tenant");
        assertThat(iot.listThings().things()).isEmpty();
        iot.createBillingGroup(r -> r.billingGroupName("tenant"));
        iot.registerThing(r -> r.templateBody(template));
        assertThat(iot.listThingsInBillingGroup(r -> r.billingGroupName("tenant"))
                        .things())
                .isEqualTo(List.of("pump"));

        iot.removeThingFromBillingGroup(r -> r.billingGroupName("tenant").thingName("pump"));
        iot.registerThing(r -> r.templateBody(template));
        assertThat(iot.describeThing(r -> r.thingName("pump")).billingGroupName())
                .as("a thing that is there keeps what it has")
                .isNull();
    }
}
