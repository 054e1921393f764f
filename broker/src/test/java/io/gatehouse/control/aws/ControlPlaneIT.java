package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.cli.CommandRun;
import io.gatehouse.cli.OperatorKey;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.AuthDecision;
import software.amazon.awssdk.services.iot.model.AuthResult;
import software.amazon.awssdk.services.iot.model.IotException;
import software.amazon.awssdk.services.iot.model.ReportType;
import software.amazon.awssdk.services.iot.model.Status;

/** A whole broker, operated by AWS's own clients with the access key of an operator that a command made. */
final class ControlPlaneIT {
    private static final Duration PROMISED = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private RunningBroker broker;
    private TestDevice lamp;

    @BeforeEach
    void start() {
        broker = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withProvisioning(
                        RunningBroker.withControl(from), new ProvisioningSettings(null, "", folder.resolve("bulk"))));
        lamp = RunningBroker.stranger("lamp");
        lamp.writeTo(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private CommandRun command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", broker.folder().toString()));
        CommandRun run = CommandRun.in(folder, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private OperatorKey operator(String name, String role) {
        return OperatorKey.of(name, role, broker, folder);
    }

    /** Trusts the broker and shows no certificate. */
    private SSLContext anonymous() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, lamp.trust().getTrustManagers(), null);
        return tls;
    }

    private IotClient sdk(OperatorKey key) throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(anonymous()).build();
        return AwsSdk.iot(broker.controlPlane(), http, key.id(), key.secret()).build();
    }

    private String registered(TestDevice device) {
        RunningBroker.done(broker.registry().registerCertificate(device.issued().leaf(), CertificateStatus.ACTIVE));
        return RunningBroker.SCOPE.arn("cert/" + device.certificateId());
    }

    private HttpResponse<String> things(SSLContext tls) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            URI uri = broker.controlPlane().resolve("/things");
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private Mqtt5BlockingClient connected(TestDevice device) {
        Mqtt5BlockingClient client = device.mqtt5(broker);
        client.connect();
        client.publishWith().topic("room/light").payload(new byte[] {1}).send();
        return client;
    }

    private static void gone(Mqtt5BlockingClient client) {
        await().atMost(PROMISED)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !client.getState().isConnected());
    }

    private void isRecorded(String... operations) {
        assertThat(command("audit", "ls").out()).contains(operations).contains("ada");
        assertThat(command("audit", "verify").out()).startsWith("intact: ");
    }

    @Test
    void a_device_gets_its_rights_and_loses_them_within_a_second_by_awss_sdk() throws Exception {
        String principal = registered(lamp);
        try (IotClient iot = sdk(operator("ada", "operator"))) {
            iot.createThing(thing -> thing.thingName("lamp"));
            iot.createPolicy(policy -> policy.policyName("p").policyDocument(Policies.everything()));
            iot.attachPolicy(attach -> attach.policyName("p").target(principal));
            iot.attachThingPrincipal(attach -> attach.thingName("lamp").principal(principal));
            assertThat(iot.describeEndpoint(ask -> ask.endpointType("iot:Data-ATS"))
                            .endpointAddress())
                    .isEqualTo("localhost");
            assertThat(iot.describeDomainConfiguration(ask -> ask.domainConfigurationName("iot:Data-ATS"))
                            .domainName())
                    .isEqualTo("localhost");
            assertThat(iot.testAuthorization(ask -> ask.principal(principal)
                                    .clientId("lamp")
                                    .authInfos(info ->
                                            info.actionType("PUBLISH").resources(RunningBroker.SCOPE.arn("topic/a"))))
                            .authResults())
                    .extracting(AuthResult::authDecision)
                    .containsExactly(AuthDecision.ALLOWED);
            Mqtt5BlockingClient client = connected(lamp);

            iot.updateCertificate(
                    update -> update.certificateId(lamp.certificateId()).newStatus("INACTIVE"));

            gone(client);
        }
        isRecorded("CreateThing", "CreatePolicy", "AttachPolicy", "AttachThingPrincipal", "UpdateCertificate");
    }

    @Test
    void ordinary_lines_of_the_aws_command_make_a_device_and_put_it_out_within_a_second() throws Exception {
        assumeTrue(AwsCli.installed(), "the AWS CLI is not installed: apt-get install awscli");
        OperatorKey key = operator("ada", "admin");
        AwsCli aws = new AwsCli(folder, broker.controlPlane(), folder.resolve("ca.pem"), key.id(), key.secret());
        TestDevice works = Certificates.authority("Works CA");
        String code = aws.done("get-registration-code", "--query", "registrationCode")
                .strip()
                .replace("\"", "");
        aws.done(
                "register-ca-certificate",
                "--set-as-active",
                "--ca-certificate",
                works.issued().certificatePem(),
                "--verification-certificate",
                Certificates.signedBy(works, code).issued().certificatePem());
        Path certificate = folder.resolve("pump-certificate.pem");
        Path privateKey = folder.resolve("pump-key.pem");
        aws.done("create-thing", "--thing-name", "pump");
        aws.done(
                "create-keys-and-certificate",
                "--set-as-active",
                "--certificate-pem-outfile",
                certificate.toString(),
                "--private-key-outfile",
                privateKey.toString());
        TestDevice pump = TestDevice.ofFiles(
                "pump", certificate, privateKey, lamp.issued().root());
        String principal = RunningBroker.SCOPE.arn("cert/" + pump.certificateId());
        aws.done("create-policy", "--policy-name", "p", "--policy-document", Policies.everything());
        aws.done("attach-policy", "--policy-name", "p", "--target", principal);
        aws.done("attach-thing-principal", "--thing-name", "pump", "--principal", principal);
        assertThat(aws.done("list-things")).contains("pump");
        Mqtt5BlockingClient client = connected(pump);

        aws.done("update-certificate", "--certificate-id", pump.certificateId(), "--new-status", "INACTIVE");

        gone(client);
        isRecorded("RegisterCACertificate", "CreateThing", "CreateKeysAndCertificate", "UpdateCertificate");
    }

    @Test
    void devices_of_a_file_are_registered_also_where_the_broker_restarts_meanwhile() throws Exception {
        int devices = 150; // three seconds
        SigningRequest request = SigningRequest.create();
        Path bucket = Files.createDirectories(folder.resolve("bulk/factory"));
        Files.writeString(
                bucket.resolve("devices.jsonl"),
                IntStream.range(0, devices)
                        .mapToObj(serial -> Json.print(JsonValue.object()
                                        .put("Serial", Integer.toString(serial))
                                        .put("Csr", request.pem())
                                        .build())
                                + "\n")
                        .collect(Collectors.joining()));
        OperatorKey key = operator("ada", "operator");
        String task;
        try (IotClient iot = sdk(key)) {
            iot.createPolicy(policy -> policy.policyName("pumps").policyDocument(Policies.everything()));
            task = iot.startThingRegistrationTask(start -> start.templateBody(ProvisioningBodies.byRequest())
                            .inputFileBucket("factory")
                            .inputFileKey("devices.jsonl")
                            .roleArn("arn:aws:iam::000000000000:role/none"))
                    .taskId();
            await().until(() ->
                    iot.describeThingRegistrationTask(ask -> ask.taskId(task)).successCount() > 0);
        }

        broker = broker.restarted();

        try (IotClient iot = sdk(key)) {
            await().until(() ->
                    iot.describeThingRegistrationTask(ask -> ask.taskId(task)).status() == Status.COMPLETED);
            var ended = iot.describeThingRegistrationTask(ask -> ask.taskId(task));
            assertThat(ended.successCount()).isEqualTo(devices);
            assertThat(ended.failureCount()).isZero();
            String link = iot.listThingRegistrationTaskReports(
                            ask -> ask.taskId(task).reportType(ReportType.RESULTS))
                    .resourceLinks()
                    .getFirst();
            List<String> results = Files.readAllLines(Path.of(URI.create(link)));
            assertThat(results).hasSize(devices);
            connected(new TestDevice(
                            "pump",
                            new IssuedCertificate(
                                    certificate(results.getLast()),
                                    List.of(),
                                    request.key(),
                                    lamp.issued().root())))
                    .disconnect();
        }
        isRecorded("StartThingRegistrationTask", "EndThingRegistrationTask");
    }

    private static X509Certificate certificate(String result) throws CertificateException {
        JsonObject line = (JsonObject) ((JsonParse.Parsed) Json.parse(result, JsonLimits.DEFAULT)).value();
        String pem =
                String.valueOf(((JsonObject) Objects.requireNonNull(line.member("response"))).textOf("certificatePem"));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void a_claim_of_a_trusted_user_opens_the_provisioning_topics_and_nothing_else() throws Exception {
        TestDevice claim;
        try (IotClient iot = sdk(operator("ada", "admin"))) {
            iot.createProvisioningTemplate(template -> template.templateName("pumps")
                    .templateBody(ProvisioningBodies.ofTheDevice())
                    .provisioningRoleArn("arn:aws:iam::000000000000:role/none")
                    .enabled(true));
            var created = iot.createProvisioningClaim(ask -> ask.templateName("pumps"));
            claim = TestDevice.ofFiles(
                    "installer",
                    Files.writeString(folder.resolve("claim.pem"), created.certificatePem()),
                    Files.writeString(
                            folder.resolve("claim-key.pem"), created.keyPair().privateKey()),
                    lamp.issued().root());
        }
        Mqtt5BlockingClient client = claim.mqtt5(broker);
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes answers = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter("$aws/certificates/create/json/+")
                    .send();
            client.publishWith()
                    .topic("$aws/certificates/create/json")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();

            assertThat(answers.receive(20, TimeUnit.SECONDS).orElseThrow().getTopic())
                    .hasToString("$aws/certificates/create/json/accepted");
            for (String other : List.of("room/light", "$aws/provisioning-templates/lamps/provision/json")) {
                assertThatThrownBy(() -> client.publishWith()
                                .topic(other)
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .send())
                        .isInstanceOf(Mqtt5PubAckException.class);
            }
        }
        client.disconnect();
        isRecorded("CreateProvisioningTemplate", "CreateProvisioningClaim");
    }

    @Test
    void nobody_comes_in_without_credentials_nor_with_a_devices_certificate() throws Exception {
        registered(lamp);

        assertThat(things(anonymous()).statusCode()).isEqualTo(403);
        assertThat(things(anonymous()).headers().firstValue("x-amzn-errortype"))
                .hasValue("MissingAuthenticationTokenException");
        HttpResponse<String> device = things(lamp.sslContext());
        assertThat(device.statusCode()).isEqualTo(403);
        assertThat(device.headers().firstValue("x-amzn-errortype")).hasValue("UnrecognizedClientException");
        try (IotClient wrong = sdk(new OperatorKey(operator("ada", "admin").id(), "x".repeat(40)))) {
            IotException refused =
                    catchThrowableOfType(IotException.class, () -> wrong.createThing(thing -> thing.thingName("lamp")));
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
        }
        assertThat(broker.registry().thing("lamp")).isNull();
    }

    @Test
    void a_viewer_looks_and_changes_nothing() throws Exception {
        try (IotClient viewer = sdk(operator("ada", "viewer"))) {
            assertThat(viewer.listThings().things()).isEmpty();

            IotException refused = catchThrowableOfType(
                    IotException.class, () -> viewer.createThing(thing -> thing.thingName("lamp")));

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
        }
        assertThat(broker.registry().thing("lamp")).isNull();
        isRecorded("CreateThing", "AccessDeniedException");
        assertThat(broker.metric("gatehouse_control_operations_total{operation=\"CreateThing\",result=\"refused\"}"))
                .isEqualTo(1);
        assertThat(broker.metric("gatehouse_control_errors_total{error=\"AccessDeniedException\"}"))
                .isEqualTo(1);
        assertThat(broker.metric("gatehouse_operators")).isEqualTo(1);
        assertThat(broker.metric("gatehouse_audit_entries_total")).isEqualTo(2); // CreateOperator, CreateThing
        assertThat(broker.metric("gatehouse_operator_last_use_timestamp_seconds"))
                .isGreaterThan(1e9);
    }

    @Test
    void an_operator_comes_in_with_a_client_certificate_until_it_is_taken_away() throws Exception {
        operator("ada", "viewer");
        Path certificate =
                Files.writeString(folder.resolve("ada.pem"), lamp.issued().chainPem());
        command("operator", "trust", "ada", certificate.toString());
        assertThat(things(lamp.sslContext()).statusCode()).isEqualTo(200);

        command("operator", "trust", "ada", certificate.toString(), "--undo");

        assertThat(things(lamp.sslContext()).statusCode()).isEqualTo(403);
    }

    @Test
    void other_machines_are_faced_only_once_there_is_an_operator() throws Exception {
        int port = freePort();
        broker.stop();
        broker = RunningBroker.start(Compatibility.EXTENDED, from -> RunningBroker.withControl(from, everywhere(port)));
        assertThat(broker.http("/readyz").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);

        OperatorKey key = operator("ada", "viewer");

        try (IotClient iot = sdk(key)) {
            assertThat(iot.describeEndpoint().endpointAddress()).isEqualTo("iot.example.com");
        }
    }

    @Test
    void with_an_operator_other_machines_are_faced_from_the_start() throws Exception {
        OperatorKey key = operator("ada", "viewer");
        Path data = broker.folder();
        broker.stop();

        broker = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withStore(
                        RunningBroker.withControl(from, everywhere(0)), StoreSettings.DEFAULTS.at(data)));

        try (IotClient iot = sdk(key)) {
            assertThat(iot.describeEndpoint().endpointAddress()).isEqualTo("iot.example.com");
        }
    }

    @Test
    void a_port_that_is_taken_when_the_first_operator_comes_is_told_and_devices_are_served() throws Exception {
        broker.stop();
        try (ServerSocket taken = new ServerSocket(0);
                var _ = ExpectedErrors.expect("the control plane could not be opened for the first operator")) {
            ControlSettings there = everywhere(taken.getLocalPort());
            broker = RunningBroker.start(Compatibility.EXTENDED, from -> RunningBroker.withControl(from, there));

            operator("ada", "viewer");

            assertThat(broker.http("/readyz").statusCode()).isEqualTo(200);
        }
    }

    private static ControlSettings everywhere(int port) {
        return new ControlSettings(true, "0.0.0.0", port, "iot.example.com", "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Test
    void a_port_that_is_taken_keeps_the_broker_from_starting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ControlSettings there = new ControlSettings(true, "127.0.0.1", taken.getLocalPort(), "", "");

            assertThatThrownBy(() ->
                            RunningBroker.start(Compatibility.EXTENDED, from -> RunningBroker.withControl(from, there)))
                    .cause()
                    .hasMessageContaining(":" + taken.getLocalPort() + " (expected: an address that is free)");
        }
    }
}
