package io.gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.Variables;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import io.gatehouse.session.Principal;
import io.gatehouse.session.Rights;
import io.gatehouse.session.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run against sessions that a test makes up. */
class PolicyTrialsTest {
    private static final String ALL = document("{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}");
    private static final String NO_STATE = document(
            "{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}",
            "{\"Effect\":\"Deny\",\"Action\":\"iot:Publish\",\"Resource\":\"arn:aws:iot:*:*:topic/state/*\"}");

    @TempDir
    Path data;

    private RunningAdmin admin;
    private Registry registry;
    private final List<Usage> live = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        admin = RunningAdmin.inMemory(data);
        registry = admin.registry();
        registry.putPolicy("fleet", ALL);
        try (AdminClient client = new AdminClient(data, Duration.ofSeconds(30))) {
            client.call(
                    ThingApi.CREATE,
                    new ThingApi.Create(
                            "lamp",
                            null,
                            Map.of(),
                            "fleet",
                            SigningRequest.create().pem()));
        }
    }

    @AfterEach
    void stop() throws Exception {
        admin.close();
    }

    private static String document(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private Policy inForce() {
        return Objects.requireNonNull(registry.policy("fleet"));
    }

    private PolicyTrialApi.Trial tryOut(String document) {
        LiveUsage usage = (Set<String> certificates, int most) -> live.subList(0, Math.min(most, live.size()));
        var trials = new PolicyTrials(registry, RunningAdmin.SCOPE, PolicyLimits.EXTENDED, usage);
        Outcome<PolicyTrialApi.Trial> outcome = trials.tryOut(new PolicyApi.Put("fleet", document));
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<PolicyTrialApi.Trial>) outcome).value();
    }

    /** A session that published to so many topics under {@code state/}. */
    private void connected(String clientId, int topics) {
        Rights rights = policies -> {
            Permissions permissions =
                    Permissions.bind(policies.apply(List.of(inForce().compiled())), Variables.NONE);
            return permissions.mayConnect(clientId)
                    ? Rights.Standing.granted(permissions, Long.MAX_VALUE)
                    : Rights.Standing.refused(
                            Reason.CONNECT_NOT_AUTHORIZED, new Denial(permissions, Action.CONNECT, clientId));
        };
        live.add(new Usage(
                clientId,
                new Principal("0".repeat(64), null),
                List.of("state/#"),
                IntStream.range(0, topics)
                        .mapToObj(i -> new Permissions.Remembered(Action.PUBLISH, Topic.of("state/" + i)))
                        .toList(),
                rights));
    }

    @Test
    void who_would_lose_most_comes_first_and_examples_are_few() {
        connected("b-few", 1);
        connected("a-many", 40);
        connected("c-none", 0);

        PolicyTrialApi.Trial trial = tryOut(NO_STATE);

        assertThat(trial.sessions()).isEqualTo(3);
        assertThat(trial.refused()).isEqualTo(new PolicyTrialApi.Flips(0, 41, 0, 0, 0));
        assertThat(trial.allowed().total()).isZero();
        assertThat(trial.affected())
                .extracting(PolicyTrialApi.Affected::clientId)
                .containsExactly("a-many", "b-few");
        assertThat(trial.affected().getFirst().examples())
                .hasSize(10)
                .allSatisfy(flip -> assertThat(flip.why()).isEqualTo("denied by policy fleet, Statement[1]"));
    }

    @Test
    void who_would_not_be_let_in_loses_one_thing_and_all_with_it() {
        connected("lamp", 5);

        PolicyTrialApi.Trial trial =
                tryOut(NO_STATE.replace("\"Resource\":\"*\"", "\"Resource\":\"arn:aws:iot:*:*:client/door\""));

        assertThat(trial.refused()).isEqualTo(new PolicyTrialApi.Flips(1, 0, 0, 0, 0));
        assertThat(trial.affected().getFirst().examples()).singleElement().satisfies(flip -> {
            assertThat(flip.resource()).isEqualTo("client/lamp");
            assertThat(flip.then()).isEqualTo("IMPLICIT_DENY");
            assertThat(flip.why()).contains("nearest: policy fleet, Statement[0]");
        });
    }

    @Test
    void the_list_is_bounded_and_says_how_many_are_left_out() {
        IntStream.range(0, 450).forEach(i -> connected("client-" + i, 1 + i % 7));

        PolicyTrialApi.Trial trial = tryOut(NO_STATE);

        assertThat(trial.affected())
                .hasSize(PolicyTrials.MOST_AFFECTED)
                .allSatisfy(affected -> assertThat(affected.refused()).isGreaterThanOrEqualTo(6));
        assertThat(trial.omitted()).isEqualTo(350);
        assertThat(trial.complete()).isTrue();
    }

    @Test
    void a_look_at_more_sessions_than_it_takes_is_not_complete() {
        IntStream.range(0, PolicyTrials.MOST_SESSIONS + 5).forEach(i -> connected("client-" + i, 0));

        PolicyTrialApi.Trial trial = tryOut(NO_STATE);

        assertThat(trial.sessions()).isEqualTo(PolicyTrials.MOST_SESSIONS);
        assertThat(trial.complete()).isFalse();
    }

    @Test
    void nothing_is_stored() {
        connected("lamp", 1);

        tryOut(NO_STATE);

        assertThat(inForce().document()).isEqualTo(ALL);
    }
}
