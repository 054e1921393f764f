package io.gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.control.FleetApi.Device;
import io.gatehouse.control.FleetApi.Result;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Policy;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many devices at once, over the admin socket. */
class FleetsTest {
    private static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";
    private static final FleetApi.Policy POLICY = new FleetApi.Policy("fleet", ALLOW_ALL);

    @TempDir
    Path data;

    private RunningAdmin admin;
    private AdminClient client;
    private DevelopmentCa authority;

    @BeforeEach
    void start() throws Exception {
        admin = RunningAdmin.inMemory(data);
        client = new AdminClient(data, Duration.ofSeconds(30));
        authority = DevelopmentCa.openOrCreate(data);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        admin.close();
    }

    private Device device(String thing) throws Exception {
        return new Device(thing, authority.issueDevice(thing).certificatePem(), true, true);
    }

    private FleetApi.Registered register(Device... devices) {
        return done(client.call(FleetApi.REGISTER, new FleetApi.Register(POLICY, List.of(devices))));
    }

    private static String id(FleetApi.DeviceResult device) {
        return Objects.requireNonNull(device.certificateId());
    }

    private @Nullable CertificateStatus status(String id) {
        Certificate certificate = admin.registry().certificate(id);
        return certificate == null ? null : certificate.status();
    }

    private static <R> R done(Answer<R> answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done<R>) answer).value();
    }

    private static Refusal refused(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused<?>) answer).refusal();
    }

    @Test
    void a_device_is_its_thing_its_certificate_and_its_policy() throws Exception {
        FleetApi.Registered registered = register(device("lamp"));

        assertThat(registered.policyCreated()).isTrue();
        FleetApi.DeviceResult lamp = registered.devices().getFirst();
        assertThat(lamp.result()).isEqualTo(Result.DONE);
        assertThat(admin.registry().thingsOf(id(lamp)))
                .singleElement()
                .satisfies(thing -> assertThat(thing.name()).isEqualTo("lamp"));
        assertThat(admin.registry().certificatesOfPolicy("fleet", null, 10)).containsExactly(id(lamp));
        assertThat(status(id(lamp))).isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void der_is_taken_as_pem_is_and_a_device_may_have_no_policy_and_not_be_let_in() throws Exception {
        X509Certificate certificate = authority.issueDevice("lamp").leaf();
        String der = Base64.getEncoder().encodeToString(certificate.getEncoded());
        var request = new FleetApi.Register(null, List.of(new Device("lamp", der, false, false)));

        String id = id(done(client.call(FleetApi.REGISTER, request)).devices().getFirst());

        assertThat(status(id)).isEqualTo(CertificateStatus.INACTIVE);
        assertThat(admin.registry().policiesOf(id)).isEmpty();
    }

    @Test
    void a_request_that_was_interrupted_is_repeated() throws Exception {
        Device first = device("lamp-1");
        Device second = device("lamp-2");
        register(first);

        FleetApi.Registered again = register(first, second);

        assertThat(again.policyCreated()).isFalse();
        assertThat(again.devices())
                .extracting(FleetApi.DeviceResult::result)
                .containsExactly(Result.UNCHANGED, Result.DONE);
    }

    @Test
    void a_device_that_is_refused_says_why_and_the_others_are_registered() throws Exception {
        FleetApi.Registered registered =
                register(device("lamp-1"), new Device("lamp-2", "no certificate", true, true), device("lamp-3"));

        assertThat(registered.devices())
                .extracting(FleetApi.DeviceResult::result)
                .containsExactly(Result.DONE, Result.REFUSED, Result.DONE);
        Refusal refusal = Objects.requireNonNull(registered.devices().get(1).refusal());
        assertThat(refusal.what()).isEqualTo("device lamp-2 was not registered");
        assertThat(refusal.why()).contains("neither DER nor PEM");
        assertThat(admin.registry().things("lamp", null, 10)).hasSize(2);
    }

    @Test
    void another_document_under_the_name_of_the_policy_is_never_replaced() throws Exception {
        register(device("lamp-1"));
        var other = new FleetApi.Policy("fleet", ALLOW_ALL.replace("Allow", "Deny"));

        Refusal refusal =
                refused(client.call(FleetApi.REGISTER, new FleetApi.Register(other, List.of(device("lamp-2")))));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.ALREADY_EXISTS);
        assertThat(refusal.why()).contains("policy: fleet has another document");
        assertThat(admin.registry().policy("fleet"))
                .extracting(Policy::document)
                .isEqualTo(ALLOW_ALL);
        assertThat(admin.registry().thing("lamp-2")).isNull();
    }

    @Test
    void a_policy_that_cannot_be_read_registers_nobody() throws Exception {
        var broken = new FleetApi.Policy("fleet", "{");

        Refusal refusal =
                refused(client.call(FleetApi.REGISTER, new FleetApi.Register(broken, List.of(device("lamp")))));

        assertThat(refusal.what()).isEqualTo("no device was registered");
        assertThat(refusal.why()).contains("malformed");
        assertThat(admin.registry().thing("lamp")).isNull();
    }

    @Test
    void a_request_takes_a_thousand_devices_and_no_more() throws Exception {
        Device lamp = device("lamp");

        assertThatThrownBy(() -> new FleetApi.Register(POLICY, Collections.nCopies(1001, lamp)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("devices: 1001 (expected: 1 to 1000; send more in several requests)");
        assertThatThrownBy(() -> new FleetApi.Register(POLICY, List.of())).isInstanceOf(ShapeException.class);
        List<Device> most = IntStream.range(0, 1000)
                .mapToObj(i -> new Device("lamp-" + i, lamp.certificate(), true, true))
                .toList();
        FleetApi.Registered registered = done(client.call(FleetApi.REGISTER, new FleetApi.Register(POLICY, most)));

        assertThat(registered.devices()).hasSize(1000);
        assertThat(registered.devices().getFirst().result()).isEqualTo(Result.DONE);
        assertThat(registered.devices().subList(1, 1000)) // one certificate stands for one device
                .allMatch(device -> device.result() == Result.REFUSED);
    }

    @Test
    void a_device_cannot_ask_for_a_policy_that_is_not_in_the_request() throws Exception {
        Device lamp = device("lamp");

        assertThatThrownBy(() -> new FleetApi.Register(null, List.of(lamp)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("device lamp is to have it");
    }

    @Test
    void a_certificate_that_is_far_too_largeis_no_device() {
        assertThatThrownBy(() -> new Device("lamp", "A".repeat(64 * 1024 + 1), true, false))
                .isInstanceOf(ShapeException.class)
                .hasMessage("certificate: 65537 characters (expected: 1 to 65536)");
    }

    @Test
    void a_request_that_is_longer_than_the_broker_takes_is_refused_before_it_is_read() {
        List<Device> large = IntStream.range(0, 100)
                .mapToObj(i -> new Device("lamp-" + i, "A".repeat(60_000), true, false))
                .toList();

        Refusal refusal = refused(client.call(FleetApi.REGISTER, new FleetApi.Register(null, large)));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.LIMIT_EXCEEDED);
        assertThat(refusal.why()).contains("longer than 4194304 bytes");
    }

    @Test
    void things_go_with_their_certificates_and_what_stays_is_said() throws Exception {
        List<FleetApi.DeviceResult> devices =
                register(device("lamp-1"), device("lamp-2")).devices();
        String shared = id(devices.getLast());
        admin.registry().createThing("other", null, Map.of());
        admin.registry().attachThing("other", shared);

        FleetApi.Removed removed =
                done(client.call(FleetApi.REMOVE, new FleetApi.Remove(List.of("lamp-1", "lamp-2", "lamp-3"))));

        assertThat(removed.things().get(0).removed()).containsExactly(id(devices.getFirst()));
        assertThat(removed.things().get(1).kept())
                .containsExactly(new FleetApi.Kept(shared, "it has the thing other too"));
        assertThat(Objects.requireNonNull(removed.things().get(2).refusal()).code())
                .isEqualTo(Refusal.Code.NOT_FOUND);
        assertThat(admin.registry().things("lamp", null, 10)).isEmpty();
        assertThat(status(id(devices.getFirst()))).isNull();
    }

    @Test
    void certificates_are_revoked_all_at_once_and_each_is_answered_for() throws Exception {
        List<String> ids = register(device("lamp-1"), device("lamp-2")).devices().stream()
                .map(FleetsTest::id)
                .toList();
        String unknown = "0".repeat(64);

        FleetApi.StatusSet first = setStatus(List.of(ids.getFirst()), CertificateApi.Status.REVOKED);
        FleetApi.StatusSet all =
                setStatus(List.of(ids.getFirst(), ids.getLast(), unknown), CertificateApi.Status.REVOKED);
        FleetApi.StatusSet back = setStatus(ids, CertificateApi.Status.ACTIVE);

        assertThat(first.certificates().getFirst().result()).isEqualTo(Result.DONE);
        assertThat(all.certificates())
                .extracting(FleetApi.StatusResult::result)
                .containsExactly(Result.UNCHANGED, Result.DONE, Result.REFUSED);
        assertThat(back.certificates())
                .allSatisfy(one ->
                        assertThat(Objects.requireNonNull(one.refusal()).code()).isEqualTo(Refusal.Code.CONFLICT));
        assertThat(ids).allMatch(id -> status(id) == CertificateStatus.REVOKED);
    }

    @Test
    void a_name_or_an_id_is_given_once() {
        assertThatThrownBy(() -> new FleetApi.Remove(List.of("lamp", "lamp")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("things: 1 more than once (expected: each once)");
        assertThatThrownBy(() -> new FleetApi.SetStatus(List.of("a", "a", "a"), CertificateApi.Status.ACTIVE))
                .isInstanceOf(ShapeException.class)
                .hasMessage("ids: 2 more than once (expected: each once)");
    }

    private FleetApi.StatusSet setStatus(List<String> ids, CertificateApi.Status status) {
        return done(client.call(FleetApi.SET_STATUS, new FleetApi.SetStatus(ids, status)));
    }

    @Test
    void a_fleet_learns_what_its_policies_are_written_against_and_where_it_connects() {
        FleetApi.Target target = done(client.call(FleetApi.DESCRIBE, new BrokerApi.Nothing()));

        assertThat(target.arnPrefix()).isEqualTo("arn:aws:iot:local:000000000000:");
        assertThat(target.host()).isEqualTo(RunningAdmin.ENDPOINT.host());
        assertThat(target.port()).isEqualTo(RunningAdmin.ENDPOINT.port());
        assertThat(target.caPem()).startsWith("-----BEGIN CERTIFICATE-----");
    }
}
