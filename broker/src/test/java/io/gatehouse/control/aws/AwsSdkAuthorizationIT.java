package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.registry.CertificateStatus;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.iot.model.ActionType;
import software.amazon.awssdk.services.iot.model.AuthDecision;
import software.amazon.awssdk.services.iot.model.AuthInfo;
import software.amazon.awssdk.services.iot.model.AuthResult;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.Policy;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.TestAuthorizationRequest;
import software.amazon.awssdk.services.iot.model.ThingPrincipalType;

/** TestAuthorization, asked by AWS's own client: what is allowed and denied, by which policies, and what is unknown. */
final class AwsSdkAuthorizationIT extends AwsSdkGround {
    private static AuthInfo info(ActionType action, String... resources) {
        return AuthInfo.builder()
                .actionType(action)
                .resources(List.of(resources).stream().map(AwsSdkGround::arn).toList())
                .build();
    }

    private void policy(String name, String... statements) {
        iot.createPolicy(r -> r.policyName(name).policyDocument(Policies.document(statements)));
    }

    private static List<String> names(List<Policy> policies) {
        return policies.stream().map(Policy::policyName).toList();
    }

    private List<AuthResult> tested(TestAuthorizationRequest.Builder request) {
        return iot.testAuthorization(request.build()).authResults();
    }

    private static TestAuthorizationRequest.Builder of(@Nullable String principal, AuthInfo... infos) {
        return TestAuthorizationRequest.builder().principal(principal).authInfos(infos);
    }

    @Test
    void each_action_is_allowed_denied_or_not_mentioned_by_policies_that_are_named() {
        String lamp = certificateArn("lamp");
        policy("wide", Policies.allow("iot:Publish", "topic/*"), Policies.allow("iot:Connect", "client/lamp"));
        policy("secret", Policies.deny("iot:Publish", "topic/secret"));
        iot.attachPolicy(r -> r.policyName("wide").target(lamp));
        iot.attachPolicy(r -> r.policyName("secret").target(lamp));

        List<AuthResult> results = tested(of(
                lamp,
                info(ActionType.CONNECT, "client/lamp"),
                info(ActionType.PUBLISH, "topic/a", "topic/secret"),
                info(ActionType.SUBSCRIBE, "topicfilter/a/#")));

        assertThat(results)
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.ALLOWED, AuthDecision.EXPLICIT_DENY, AuthDecision.IMPLICIT_DENY);
        assertThat(results.get(0).allowed().policies()).singleElement().satisfies(policy -> {
            assertThat(policy.policyName()).isEqualTo("wide");
            assertThat(policy.policyArn()).isEqualTo(arn("policy/wide"));
        });
        assertThat(results.get(0).denied().implicitDeny().policies()).isEmpty();
        assertThat(names(results.get(1).denied().explicitDeny().policies())).containsExactly("secret");
        assertThat(results.get(1).authInfo().resources()).containsExactly(arn("topic/a"), arn("topic/secret"));
        assertThat(names(results.get(2).denied().implicitDeny().policies())).containsExactly("secret", "wide");
        assertThat(results)
                .allSatisfy(result -> assertThat(result.missingContextValues()).isEmpty());
    }

    @Test
    void what_would_be_known_of_a_connection_only_is_missing_until_the_client_id_is_given() {
        String lamp = certificateArn("lamp");
        iot.createThing(r -> r.thingName("lamp"));
        iot.attachThingPrincipal(r -> r.thingName("lamp").principal(lamp));
        policy("own", Policies.allow("iot:Publish", "topic/${iot:ClientId}/${iot:Connection.Thing.ThingName}"));
        iot.attachPolicy(r -> r.policyName("own").target(lamp));
        AuthInfo publish = info(ActionType.PUBLISH, "topic/lamp/lamp");

        AuthResult unknown = tested(of(lamp, publish)).getFirst();
        assertThat(unknown.authDecision()).isEqualTo(AuthDecision.IMPLICIT_DENY);
        assertThat(unknown.missingContextValues()).contains("iot:ClientId");
        AuthResult known = tested(of(lamp, publish).clientId("lamp")).getFirst();
        assertThat(known.authDecision()).isEqualTo(AuthDecision.ALLOWED);
        AuthResult other = tested(of(lamp, publish).clientId("other")).getFirst();
        assertThat(other.missingContextValues()).contains("iot:Connection.Thing.ThingName");

        iot.detachThingPrincipal(r -> r.thingName("lamp").principal(lamp));
        iot.attachThingPrincipal(
                r -> r.thingName("lamp").principal(lamp).thingPrincipalType(ThingPrincipalType.EXCLUSIVE_THING));
        AuthResult exclusive = tested(of(lamp, publish)).getFirst();
        assertThat(exclusive.missingContextValues()).containsExactly("iot:ClientId");
    }

    @Test
    void policies_count_in_addition_or_not_at_all() {
        String lamp = certificateArn("lamp");
        policy("own", Policies.allow("iot:Publish", "topic/a"));
        policy("no", Policies.deny("iot:Publish", "topic/a"));
        policy("more", Policies.allow("iot:Publish", "topic/b"));
        iot.attachPolicy(r -> r.policyName("own").target(lamp));
        iot.attachPolicy(r -> r.policyName("no").target(lamp));
        AuthInfo a = info(ActionType.PUBLISH, "topic/a");
        AuthInfo b = info(ActionType.PUBLISH, "topic/b");

        assertThat(tested(of(lamp, a, b)))
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.EXPLICIT_DENY, AuthDecision.IMPLICIT_DENY);
        assertThat(tested(of(lamp, a, b).policyNamesToSkip("no", "never there").policyNamesToAdd("more")))
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.ALLOWED, AuthDecision.ALLOWED);
        assertThat(tested(of(null, b).policyNamesToAdd("more")))
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.ALLOWED);
        assertThat(names(iot.listAttachedPolicies(r -> r.target(lamp)).policies()))
                .containsExactly("no", "own");
    }

    @Test
    void a_group_has_what_it_hands_down_to_its_things() {
        policy("house", Policies.allow("iot:Receive", "topic/house"));
        policy("hall", Policies.allow("iot:Receive", "topic/hall"));
        iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("hall").parentGroupName("house"));
        for (String group : List.of("house", "hall")) {
            iot.attachPolicy(r -> r.policyName(group).target(arn("thinggroup/" + group)));
        }

        assertThat(tested(of(arn("thinggroup/hall"), info(ActionType.RECEIVE, "topic/house", "topic/hall"))))
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.ALLOWED);
        assertThat(tested(of(arn("thinggroup/house"), info(ActionType.RECEIVE, "topic/hall"))))
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.IMPLICIT_DENY);
    }

    @Test
    void the_status_of_a_certificate_is_not_asked() {
        String lamp = arn("cert/" + certificate("lamp", CertificateStatus.REVOKED));
        policy("own", Policies.allow("iot:Connect", "client/*"));
        iot.attachPolicy(r -> r.policyName("own").target(lamp));

        assertThat(tested(of(lamp, info(ActionType.CONNECT, "client/lamp"))))
                .extracting(AuthResult::authDecision)
                .containsExactly(AuthDecision.ALLOWED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PUBLISH   | topicfilter/a      | expected: arn:aws:iot:local:000000000000:topic/NAME for PUBLISH
                    SUBSCRIBE | topic/a            | topicfilter/NAME for SUBSCRIBE
                    PUBLISH   | topic/a/#          | resources:
                    PUBLISH   | topic/             | resources:
                    SUBSCRIBE | topicfilter/a/#/b  | resources:
                    CONNECT   | client/            | client id: empty
                    DELETE    | topic/a            | actionType: \"DELETE\"
                    """)
    void what_no_device_could_ask_about_is_refused(String action, String resource, String message) {
        refused(
                InvalidRequestException.class,
                () -> tested(of(
                        certificateArn("lamp"),
                        AuthInfo.builder()
                                .actionType(action)
                                .resources(arn(resource))
                                .build())),
                message.strip());
    }

    @Test
    void who_cannot_be_asked_about_is_refused() {
        AuthInfo a = info(ActionType.PUBLISH, "topic/a");
        String lamp = certificateArn("lamp");

        refused(InvalidRequestException.class, () -> tested(of(null, a)), "principal: missing");
        refused(InvalidRequestException.class, () -> tested(of(arn("thing/lamp"), a)), "principal: ");
        refused(InvalidRequestException.class, () -> tested(of(lamp)), "authInfos: missing");
        refused(
                InvalidRequestException.class,
                () -> tested(of(lamp).authInfos(Collections.nCopies(11, a))),
                "authInfos: 11");
        refused(
                InvalidRequestException.class,
                () -> tested(of(
                        lamp,
                        info(
                                ActionType.PUBLISH,
                                Collections.nCopies(11, "topic/a").toArray(String[]::new)))),
                "resources: 11");
        refused(ResourceNotFoundException.class, () -> tested(of(arn("cert/" + "a".repeat(64)), a)), "certificate");
        refused(ResourceNotFoundException.class, () -> tested(of(arn("thinggroup/none"), a)), "thing group none");
        refused(ResourceNotFoundException.class, () -> tested(of(lamp, a).policyNamesToAdd("none")), "policy none");
    }
}
