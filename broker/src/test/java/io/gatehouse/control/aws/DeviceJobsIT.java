package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.conformance.AwsSdk5;
import io.gatehouse.reason.Reason;
import io.gatehouse.transport.http.HttpsGround;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.crt.CrtResource;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.iot.MqttRequestResponseClientOptions;
import software.amazon.awssdk.crt.iot.StreamingOperation;
import software.amazon.awssdk.crt.iot.SubscriptionStatusEvent;
import software.amazon.awssdk.iot.V2ClientStreamOptions;
import software.amazon.awssdk.iot.iotjobs.IotJobsV2Client;
import software.amazon.awssdk.iot.iotjobs.model.DescribeJobExecutionRequest;
import software.amazon.awssdk.iot.iotjobs.model.GetPendingJobExecutionsRequest;
import software.amazon.awssdk.iot.iotjobs.model.JobStatus;
import software.amazon.awssdk.iot.iotjobs.model.NextJobExecutionChangedEvent;
import software.amazon.awssdk.iot.iotjobs.model.NextJobExecutionChangedSubscriptionRequest;
import software.amazon.awssdk.iot.iotjobs.model.RejectedErrorCode;
import software.amazon.awssdk.iot.iotjobs.model.StartNextPendingJobExecutionRequest;
import software.amazon.awssdk.iot.iotjobs.model.UpdateJobExecutionRequest;
import software.amazon.awssdk.iot.iotjobs.model.V2ErrorResponseException;
import software.amazon.awssdk.services.iot.IotClient;

/** Devices do jobs that an operator made: with AWS's jobs client over MQTT, over HTTPS, and by AWS's command. */
final class DeviceJobsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    private static RunningBroker broker;
    private static OperatorClients clients;
    private static OperatorClients.Key ada;
    private static IotClient operator;

    @BeforeAll
    static void start() throws Exception {
        broker = RunningBroker.start(
                Compatibility.EXTENDED, from -> RunningBroker.withControl(HttpsGround.withListeners(from)));
        clients = new OperatorClients(broker, folder);
        ada = clients.operator("ada", "operator");
        operator = ada.control();
    }

    @AfterAll
    static void stop() throws Exception {
        operator.close();
        ClientBootstrap.closeStaticDefault();
        EventLoopGroup.closeStaticDefault();
        HostResolver.closeStaticDefault();
        CrtResource.waitForNoResources();
        broker.close();
    }

    private static void created(String job, String thing) {
        operator.createJob(r ->
                r.jobId(job).targets(RunningBroker.SCOPE.arn("thing/" + thing)).document("{\"operation\":\"reboot\"}"));
    }

    private static void completed(String job) {
        await().atMost(PATIENCE)
                .until(() -> operator.describeJob(r -> r.jobId(job)).job().statusAsString(), "COMPLETED"::equals);
    }

    private static <T> T within(CompletableFuture<T> answer) throws Exception {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** One that may do everything that is asked about MQTT, and of HTTPS what is asked about its own jobs. */
    private static TestDevice deviceOverHttp(String name) {
        return broker.device(
                name,
                "jobs-of-" + name,
                Policies.document(Policies.allow("iot:*", "*"), Policies.allow("iotjobsdata:*", "thing/" + name)));
    }

    private static HttpResponse<String> send(TestDevice device, String method, String target, String body)
            throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(device.sslContext())
                .build()) {
            URI uri = URI.create("https://localhost:" + broker.port(HttpsGround.HTTPS) + target);
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(PATIENCE)
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains(error);
    }

    // ---- MQTT

    @Test
    void aws_jobs_client_is_told_of_a_job_and_does_it() throws Exception {
        TestDevice lamp = broker.device("lamp");
        Path files = Files.createDirectories(folder.resolve("lamp"));
        lamp.writeTo(files);
        BlockingQueue<NextJobExecutionChangedEvent> told = new LinkedBlockingQueue<>();
        CompletableFuture<SubscriptionStatusEvent> subscribed = new CompletableFuture<>();
        NextJobExecutionChangedSubscriptionRequest next = new NextJobExecutionChangedSubscriptionRequest();
        next.thingName = "lamp";
        try (AwsSdk5 sdk = AwsSdk5.connected(broker.port(), files, "lamp");
                IotJobsV2Client jobs = IotJobsV2Client.newFromMqtt5(
                        sdk.client(),
                        MqttRequestResponseClientOptions.builder()
                                .withMaxRequestResponseSubscriptions(8)
                                .withMaxStreamingSubscriptions(2)
                                .withOperationTimeoutSeconds(50)
                                .build());
                StreamingOperation stream = jobs.createNextJobExecutionChangedStream(
                        next,
                        V2ClientStreamOptions.<NextJobExecutionChangedEvent>builder()
                                .withStreamEventHandler(told::add)
                                .withSubscriptionEventHandler(subscribed::complete)
                                .build())) {
            stream.open();
            assertThat(within(subscribed).getType().name()).isEqualTo("SUBSCRIPTION_ESTABLISHED");

            created("reboot-1", "lamp");
            NextJobExecutionChangedEvent event =
                    Objects.requireNonNull(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertThat(event.execution.jobId).isEqualTo("reboot-1");
            assertThat(event.execution.jobDocument).isEqualTo(Map.of("operation", "reboot"));

            GetPendingJobExecutionsRequest pending = new GetPendingJobExecutionsRequest();
            pending.thingName = "lamp";
            assertThat(within(jobs.getPendingJobExecutions(pending)).queuedJobs).hasSize(1);

            StartNextPendingJobExecutionRequest start = new StartNextPendingJobExecutionRequest();
            start.thingName = "lamp";
            start.statusDetails = new HashMap<>(Map.of("step", "1"));
            var started = within(jobs.startNextPendingJobExecution(start)).execution;
            assertThat(started.status).isEqualTo(JobStatus.IN_PROGRESS);
            assertThat(started.statusDetails).isEqualTo(Map.of("step", "1"));

            UpdateJobExecutionRequest update = new UpdateJobExecutionRequest();
            update.thingName = "lamp";
            update.jobId = "reboot-1";
            update.status = JobStatus.SUCCEEDED;
            update.expectedVersion = 1;
            assertThatThrownBy(() -> within(jobs.updateJobExecution(update)))
                    .cause()
                    .isInstanceOfSatisfying(V2ErrorResponseException.class, rejected -> {
                        assertThat(rejected.getModeledError().code).isEqualTo(RejectedErrorCode.VERSION_MISMATCH);
                        assertThat(rejected.getModeledError().executionState.status)
                                .isEqualTo(JobStatus.IN_PROGRESS);
                    });
            update.expectedVersion = started.versionNumber;
            update.includeJobExecutionState = true;
            assertThat(within(jobs.updateJobExecution(update)).executionState.status)
                    .isEqualTo(JobStatus.SUCCEEDED);

            DescribeJobExecutionRequest describe = new DescribeJobExecutionRequest();
            describe.thingName = "lamp";
            describe.jobId = "$next";
            assertThat(within(jobs.describeJobExecution(describe)).execution).isNull();
            NextJobExecutionChangedEvent none =
                    Objects.requireNonNull(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertThat(none.execution).isNull();
        }
        completed("reboot-1");
    }

    @Test
    void an_answer_comes_once_whether_the_device_has_subscribed_or_not() throws Exception {
        Mqtt5BlockingClient pump = broker.device("pump").mqtt5(broker);
        try (Mqtt5Publishes inbox = pump.publishes(MqttGlobalPublishFilter.ALL)) {
            pump.connect();
            asks(pump, "1");
            assertThat(next(inbox)).contains("\"clientToken\":\"1\"");
            pump.subscribeWith()
                    .topicFilter("$aws/things/pump/jobs/get/+")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            asks(pump, "2");
            asks(pump, "3");
            assertThat(next(inbox)).contains("\"clientToken\":\"2\"");
            assertThat(next(inbox)).contains("\"clientToken\":\"3\"");
        } finally {
            pump.disconnect();
        }
    }

    private static void asks(Mqtt5BlockingClient device, String token) {
        device.publishWith()
                .topic("$aws/things/pump/jobs/get")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(("{\"clientToken\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private static String next(Mqtt5Publishes inbox) throws InterruptedException {
        return new String(
                inbox.receive(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .orElseThrow()
                        .getPayloadAsBytes(),
                StandardCharsets.UTF_8);
    }

    @Test
    void a_device_asks_for_nobody_elses_jobs() {
        TestDevice spy = broker.device(
                "spy",
                "own-jobs",
                Policies.document(
                        Policies.allow("iot:Connect", "*"),
                        Policies.allow("iot:Publish", "topic/$aws/things/${iot:Connection.Thing.ThingName}/jobs/*")));
        Mqtt5BlockingClient client = spy.mqtt5(broker);
        client.connect();

        assertThatThrownBy(() -> asks(client, "1")).isInstanceOf(RuntimeException.class);

        await().atMost(PATIENCE)
                .until(() -> !broker.recentRefusals()
                        .find("spy", Reason.PUBLISH_NOT_AUTHORIZED, 1)
                        .isEmpty());
    }

    // ---- HTTPS

    @Test
    void a_device_does_a_job_over_https() throws Exception {
        TestDevice meter = deviceOverHttp("meter");
        created("read-1", "meter");
        await().atMost(PATIENCE)
                .until(() -> send(meter, "GET", "/things/meter/jobs", "").body().contains("read-1"));

        HttpResponse<String> started =
                send(meter, "PUT", "/things/meter/jobs/$next", "{\"statusDetails\":{\"step\":\"1\"}}");
        HttpResponse<String> described = send(meter, "GET", "/things/meter/jobs/read-1?includeJobDocument=false", "");
        HttpResponse<String> updated = send(
                meter,
                "POST",
                "/things/meter/jobs/read-1",
                "{\"status\":\"SUCCEEDED\",\"expectedVersion\":2,\"includeJobExecutionState\":true}");

        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        assertThat(started.body())
                .contains("\"status\":\"IN_PROGRESS\"", "\"jobDocument\":\"{\\\"operation\\\":\\\"reboot\\\"}\"");
        assertThat(described.body()).contains("\"step\":\"1\"").doesNotContain("jobDocument");
        assertThat(updated.body()).contains("\"executionState\":{\"status\":\"SUCCEEDED\"");
        refused(send(meter, "GET", "/things/meter/jobs/read-1", ""), 410, "TerminalStateException");
        refused(
                send(meter, "POST", "/things/meter/jobs/read-1", "{\"status\":\"FAILED\"}"),
                409,
                "InvalidStateTransitionException");
        refused(send(meter, "GET", "/things/meter/jobs/none", ""), 404, "ResourceNotFoundException");
        refused(send(meter, "POST", "/things/meter/jobs/read-1", "{"), 400, "InvalidRequestException");
        refused(send(meter, "DELETE", "/things/meter/jobs/read-1", ""), 405, "MethodNotAllowedException");
        completed("read-1");
    }

    @Test
    void a_device_without_the_right_is_refused_over_https() throws Exception {
        TestDevice gauge = deviceOverHttp("gauge");
        TestDevice plain = broker.device("plain"); // iot:* is not iotjobsdata:*
        created("read-2", "gauge");

        refused(send(plain, "GET", "/things/plain/jobs", ""), 403, "ForbiddenException");
        refused(send(plain, "PUT", "/things/gauge/jobs/$next", ""), 403, "ForbiddenException");
        refused(send(gauge, "GET", "/things/plain/jobs", ""), 403, "ForbiddenException");
        refused(send(plain, "POST", "/things/gauge/jobs/read-2", "{\"status\":\"FAILED\"}"), 403, "ForbiddenException");

        await().atMost(PATIENCE)
                .until(() -> send(gauge, "GET", "/things/gauge/jobs", "")
                        .body()
                        .contains("\"queuedJobs\":[{\"jobId\":\"read-2\""));
    }

    // ---- AWS's command

    @Test
    void the_aws_command_does_a_job_on_the_data_plane_and_at_the_control_plane() throws Exception {
        assumeTrue(AwsCli.installed(), "the AWS CLI is not installed: apt-get install awscli");
        TestDevice valve = broker.device("valve");
        valve.writeTo(folder); // and the file of whoever certified the broker
        Path ca = folder.resolve("ca.pem");
        AwsCli control = new AwsCli(folder, broker.controlPlane(), ca, ada.id(), ada.secret());
        AwsCli data = new AwsCli(
                folder, URI.create("https://localhost:" + broker.port(HttpsGround.SIGNED)), ca, ada.id(), ada.secret());
        created("turn-1", "valve");
        await().atMost(PATIENCE)
                .until(() -> control.runJobsData("get-pending-job-executions", "--thing-name", "valve")
                        .output()
                        .contains("turn-1"));

        assertThat(data.runJobsData("start-next-pending-job-execution", "--thing-name", "valve")
                        .output())
                .contains("(ForbiddenException)");
        Path policy = Files.writeString(
                folder.resolve("valves.json"), Policies.document(Policies.allow("iotjobsdata:*", "thing/valve")));
        clients.command("policy", "put", "valves", policy.toString());
        clients.command("operator", "attach", "ada", "valves");
        AwsCli.Ran started = data.runJobsData("start-next-pending-job-execution", "--thing-name", "valve");
        AwsCli.Ran updated = control.runJobsData(
                "update-job-execution", "--thing-name", "valve", "--job-id", "turn-1", "--status", "SUCCEEDED");

        assertThat(started.output()).contains("\"status\": \"IN_PROGRESS\"", "reboot");
        assertThat(updated.status()).as(updated.output()).isZero();
        assertThat(data.runJobsData("describe-job-execution", "--thing-name", "valve", "--job-id", "turn-1")
                        .output())
                .contains("(TerminalStateException)");
        completed("turn-1");
    }
}
