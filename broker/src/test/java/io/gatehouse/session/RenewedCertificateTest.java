package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.Variables;
import io.gatehouse.reason.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that comes back with another certificate than the one its session was opened with. */
final class RenewedCertificateTest {
    private static final Principal OLDER = new Principal("older", "lamp");
    private static final Principal NEWER = new Principal("newer", "lamp");
    private static final List<String> GONE = List.of("lamp: its session is gone");

    private final SessionGround ground = new SessionGround(1, 1, 1);
    private final FakeWorld world = new FakeWorld(ground, new Random(1));
    private final FakeDevice lamp = device("lamp");
    private final FakeDevice sender = device("sender");

    private FakeDevice device(String clientId) {
        FakeDevice device = new FakeDevice(world, clientId);
        world.devices.put(clientId, device);
        return device;
    }

    @BeforeEach
    void begin() {
        ground.attachments.addAll(Set.of(OLDER, NEWER));
        connect(sender);
        lamp.principal = OLDER;
        connect(lamp);
        lamp.subscribe("x", Qos.EXACTLY_ONCE);
        settle();
    }

    @AfterEach
    void end() {
        ground.close();
    }

    private void connect(FakeDevice device) {
        device.connect(false, true, true, 10);
        settle();
    }

    private void comeWith(Principal principal) {
        lamp.principal = principal;
        connect(lamp);
    }

    private void leave() {
        lamp.leave(new CloseReason.ConnectionLost("cut"), false);
    }

    private void publish(Qos qos) {
        sender.publish("x", qos);
        settle();
    }

    private void settle() {
        ground.settle();
        world.onTheirWay.clear();
        world.devices.values().forEach(device -> {
            while (device.read()) {
                continue;
            }
        });
    }

    private void everythingHasCome() {
        assertThat(world.violations).isEmpty();
        assertThat(lamp.model.lost()).isEmpty();
    }

    private Session session() {
        return Objects.requireNonNull(ground.on("lamp", () -> ground.find("lamp")));
    }

    @Test
    void what_waits_comes_with_the_new_certificate_of_the_thing() {
        leave();
        publish(Qos.AT_LEAST_ONCE);
        publish(Qos.EXACTLY_ONCE);

        comeWith(NEWER);
        publish(Qos.AT_LEAST_ONCE);

        everythingHasCome();
    }

    @Test
    void a_connection_is_taken_over_with_what_it_has_not_acknowledged() {
        publish(Qos.AT_LEAST_ONCE);
        publish(Qos.EXACTLY_ONCE);

        comeWith(NEWER);
        List<String> sentAgain = world.history.stream()
                .filter(line -> line.startsWith("lamp is sent") && line.endsWith("duplicate true"))
                .toList();
        publish(Qos.AT_LEAST_ONCE);

        assertThat(sentAgain).hasSize(2);
        everythingHasCome();
    }

    @Test
    void a_stored_session_is_taken_up_after_a_crash() {
        leave();
        publish(Qos.AT_LEAST_ONCE);
        ground.kill(0);
        lamp.cut();
        sender.cut();
        connect(sender);

        comeWith(NEWER);
        publish(Qos.AT_LEAST_ONCE);

        everythingHasCome();
    }

    @Test
    void whose_it_is_now_is_stored() {
        comeWith(NEWER);
        leave();
        ground.attachments.remove(OLDER);
        ground.kill(0);
        lamp.cut();
        sender.cut();
        connect(sender);
        publish(Qos.AT_LEAST_ONCE);

        comeWith(NEWER);

        everythingHasCome();
        assertThat(session().principal()).isEqualTo(NEWER);
    }

    @Test
    void the_older_certificate_takes_it_back_while_the_thing_has_both() {
        comeWith(NEWER);
        leave();
        publish(Qos.AT_LEAST_ONCE);

        comeWith(OLDER);

        everythingHasCome();
    }

    @Test
    void what_the_new_certificate_may_not_receive_is_not_delivered() {
        publish(Qos.AT_LEAST_ONCE); // is sent to the older one, and not acknowledged
        leave();
        publish(Qos.AT_LEAST_ONCE); // waits

        lamp.rights = onlyConnecting();
        int before = sent();
        comeWith(NEWER);
        publish(Qos.AT_LEAST_ONCE);
        publish(Qos.AT_MOST_ONCE);

        assertThat(world.violations).isEmpty();
        assertThat(sent()).isEqualTo(before);
    }

    private int sent() {
        return (int) world.history.stream()
                .filter(line -> line.startsWith("lamp is sent"))
                .count();
    }

    private static Rights onlyConnecting() {
        PolicyParse parsed = PolicyParser.parse(
                Policies.document(Policies.allow("iot:Connect", "*"), Policies.allow("iot:Subscribe", "*")),
                PolicyLimits.EXTENDED);
        CompiledPolicy policy =
                CompiledPolicy.compile("narrow", ((PolicyParse.Parsed) parsed).document(), RunningBroker.SCOPE);
        Permissions permissions = Permissions.bind(List.of(policy), Variables.NONE);
        return _ -> Rights.Standing.granted(permissions, Long.MAX_VALUE);
    }

    @Test
    void the_end_of_the_older_certificate_does_not_concern_a_session_that_went_on() {
        comeWith(NEWER);

        SessionGround.await(ground.sessions().rightsChanged(Set.of("older")));

        assertThat(lamp.isConnected()).isTrue();
        assertThat(SessionGround.await(ground.sessions().certificates(true)))
                .contains("newer")
                .doesNotContain("older");
    }

    @Test
    void the_end_of_the_new_certificate_ends_it() {
        boolean[] revoked = {false};
        lamp.rights = policies -> revoked[0]
                ? Rights.Standing.refused(Reason.CERTIFICATE_REVOKED, null)
                : SessionGround.RIGHTS.under(policies);
        comeWith(NEWER);

        revoked[0] = true;
        SessionGround.await(ground.sessions().rightsChanged(Set.of("newer")));

        assertThat(lamp.isThere()).isFalse();
        assertThat(ground.sessions().count()).isEqualTo(1); // the sender's
    }

    @Test
    void a_certificate_that_was_taken_off_the_thing_leaves_its_others_nothing() {
        leave();
        ground.attachments.remove(OLDER);

        comeWith(NEWER);

        assertThat(world.violations).containsExactlyElementsOf(GONE);
    }

    @Test
    void a_certificate_that_is_taken_off_the_thing_while_it_comes_gets_nothing() {
        leave();
        ground.attachments.remove(NEWER);

        comeWith(NEWER);

        assertThat(world.violations).containsExactlyElementsOf(GONE);
    }

    @Test
    void a_certificate_of_another_thing_is_refused_and_nothing_is_lost() {
        Principal other = new Principal("newer", "torch");
        ground.attachments.add(other);
        publish(Qos.AT_LEAST_ONCE);

        assertThatThrownBy(() -> comeWith(other)).hasMessageContaining(Reason.CLIENT_ID_OWNED.name());
        leave();
        comeWith(OLDER);

        everythingHasCome();
    }

    @Test
    void two_certificates_without_a_thing_are_strangers() {
        FakeDevice torch = device("torch");
        connect(torch);

        torch.principal = new Principal("another", null);

        assertThatThrownBy(() -> connect(torch)).hasMessageContaining(Reason.CLIENT_ID_OWNED.name());
    }

    @Test
    void an_operator_takes_up_no_device_s_session_whatever_he_stands_for() {
        Principal operator = new Principal("operator/anna", "lamp");
        ground.attachments.add(operator);
        leave();

        comeWith(operator);

        assertThat(world.violations).containsExactlyElementsOf(GONE);
    }
}
