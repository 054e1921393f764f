package io.gatehouse.load.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.FleetBroker;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.FleetPolicy;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.load.fleet.Registration;
import io.gatehouse.pki.KeyKind;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet is made, known, connected, shut out and forgotten, by a broker with its real store. */
class FleetRegistrationIT {
    private static final int DEVICES = 200;

    @TempDir
    Path data;

    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    private final DeviceListener listener = new DeviceListener() {
        @Override
        public void received(Device device, Mqtt5Publish publish) {
            received.add(device.name());
        }

        @Override
        public void ended(Device device, Failure failure) {}
    };

    @Test
    void a_fleet_comes_is_shut_out_and_leaves_nothing_behind() throws Exception {
        try (FleetBroker broker = FleetBroker.start(data);
                Registration registration = done(Registration.open(data))) {
            Registry registry = broker.registry();
            FleetPolicy policy = done(FleetPolicy.ofRun("it", registration.broker()));
            List<Identity> identities =
                    done(Mint.ofBroker(data)).identities(NameTemplate.DEFAULT, 0, DEVICES, KeyKind.P256, Progress.NONE);

            assertThat(done(registration.register(policy, identities, Progress.NONE)))
                    .isEqualTo(new Registration.Tally(DEVICES, 0, List.of()));
            assertThat(registry.things("load-", null, DEVICES + 1)).hasSize(DEVICES);
            assertThat(registry.certificatesOfPolicy("load-it", null, DEVICES + 1))
                    .hasSize(DEVICES);
            assertThat(done(registration.register(policy, identities, Progress.NONE)))
                    .isEqualTo(new Registration.Tally(0, DEVICES, List.of()));

            TlsOptions options = tls(registration.broker().caPem());
            try (FleetTls tls = new FleetTls(options, identities::get, false)) {
                List<Device> devices = devices(broker.address(), options, tls, identities);
                connect(devices);
                assertThatTopicsOfTheRunWork(devices.getFirst());
                assertThatOthersAreClosed(devices.getLast());

                List<Identity> half = identities.subList(0, DEVICES / 2);
                assertThat(done(registration.setStatus(half, CertificateApi.Status.REVOKED, Progress.NONE)))
                        .isEqualTo(new Registration.Tally(DEVICES / 2, 0, List.of()));
                await().until(() -> devices.subList(0, DEVICES / 2).stream().noneMatch(Device::isConnected));
                assertThat(devices.subList(DEVICES / 2, DEVICES)).allMatch(Device::isConnected);
                assertThat(registry.certificates("", null, DEVICES + 1))
                        .filteredOn(certificate -> certificate.status() == CertificateStatus.REVOKED)
                        .hasSize(DEVICES / 2);

                assertThat(done(registration.remove(identities, Progress.NONE)))
                        .isEqualTo(new Registration.Tally(DEVICES, 0, List.of()));
                await().until(() -> devices.stream().noneMatch(Device::isConnected));
            }
            assertThat(done(registration.remove(policy))).isEqualTo(policy);
            assertThat(registry.things("", null, 1)).isEmpty();
            assertThat(registry.certificates("", null, 1)).isEmpty();
            assertThat(registry.policies("", null, 1)).isEmpty();
        }
    }

    @Test
    void a_certificate_is_replaced_while_its_device_is_known() throws Exception {
        try (FleetBroker broker = FleetBroker.start(data);
                Registration registration = done(Registration.open(data))) {
            Mint mint = done(Mint.ofBroker(data));
            FleetPolicy policy = done(FleetPolicy.ofRun("it", registration.broker()));
            List<Identity> before = mint.identities(NameTemplate.DEFAULT, 0, 2, KeyKind.P256, Progress.NONE);
            List<Identity> after = mint.identities(NameTemplate.DEFAULT, 0, 2, KeyKind.RSA2048, Progress.NONE);
            done(registration.register(policy, before, Progress.NONE));

            done(registration.register(policy, after, Progress.NONE));
            assertThat(broker.registry().certificatesOfThing("load-0", null, 3)).hasSize(2);
            done(registration.setStatus(before, CertificateApi.Status.REVOKED, Progress.NONE));

            TlsOptions options = tls(registration.broker().caPem());
            try (FleetTls tls = new FleetTls(options, after::get, false)) {
                List<Device> devices = devices(broker.address(), options, tls, after);
                connect(devices);
                devices.forEach(device -> device.disconnect().join());
            }
            assertThat(done(registration.remove(after, Progress.NONE)).done()).isEqualTo(2);
            assertThat(broker.registry().certificates("", null, 1)).isEmpty();
        }
    }

    @Test
    void without_a_broker_there_is_one_line_that_says_so() {
        assertThat(Registration.open(data))
                .isInstanceOfSatisfying(
                        Attempt.Failed.class,
                        failed -> assertThat(failed.problem().line())
                                .contains("no broker runs on the data folder", "gatehouse up"));
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }

    private static TlsOptions tls(String caPem) throws Exception {
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII)));
        return new TlsOptions(
                List.of(certificate),
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "localhost",
                TlsOptions.Engine.best());
    }

    private List<Device> devices(
            InetSocketAddress broker, TlsOptions options, FleetTls tls, List<Identity> identities) {
        var clients = new HivemqClients(new FleetOptions(broker, options, List.of(), true, Duration.ofSeconds(30), 2));
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < identities.size(); i++) {
            devices.add(new Device(i, identities.get(i), tls, tls, clients, listener));
        }
        return devices;
    }

    private static void connect(List<Device> devices) {
        List<CompletableFuture<Device.Connecting>> connecting = devices.stream()
                .map(device -> device.connect(Session.transientOne(30), false))
                .toList();
        assertThat(connecting.stream().map(CompletableFuture::join))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Device.Connected.class));
    }

    private void assertThatTopicsOfTheRunWork(Device device) {
        String topic = FleetPolicy.topics("it") + "lamp";
        assertThat(Stream.of(
                                device.subscribe(FleetPolicy.topics("it") + "#", MqttQos.AT_LEAST_ONCE),
                                device.subscribe("$share/group/" + topic, MqttQos.AT_LEAST_ONCE),
                                device.publish(message(topic)))
                        .map(CompletableFuture::join))
                .containsOnlyNulls();
        await().until(() -> received.size() == 2);
    }

    private static void assertThatOthersAreClosed(Device device) {
        assertThat(device.subscribe("load/another/#", MqttQos.AT_LEAST_ONCE).join())
                .isNotNull();
        assertThat(device.isConnected()).isTrue();
    }

    private static Mqtt5Publish message(String topic) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("on".getBytes(StandardCharsets.US_ASCII))
                .build();
    }
}
