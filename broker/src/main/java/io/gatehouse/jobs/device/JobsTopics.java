package io.gatehouse.jobs.device;

import io.gatehouse.jobs.Jobs;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.JobRequestMetrics;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.registry.Registry;
import io.gatehouse.session.ServiceAnswer;
import io.gatehouse.session.ServiceRequest;
import io.gatehouse.session.TopicService;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The jobs device MQTT API of AWS IoT Core: {@code $aws/things/THING/jobs/get}, {@code …/start-next}, {@code
 * …/JOB/get} and {@code …/JOB/update}, each answered on its own topic with {@code /accepted} or {@code /rejected}
 * behind it.
 *
 * <p>Whose jobs a client may ask for is said by the policies, which let it publish there or do not: the thing is the
 * one in the topic, not the one that the client stands for. Threads as {@link TopicService} says.
 */
public final class JobsTopics implements TopicService {
    private final ThingJobs things;
    private final JobRequestMetrics metrics;
    private final Clock clock;

    public JobsTopics(Jobs jobs, Registry registry, JobRequestMetrics metrics, Clock clock) {
        this.things = new ThingJobs(jobs, registry);
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public boolean answers(Topic topic) {
        return JobsTopic.of(topic) != null;
    }

    @Override
    public ServiceAnswer answer(ServiceRequest request) {
        JobsTopic topic = topic(request);
        String token = null;
        DeviceReply reply;
        try {
            RequestBody body = RequestBody.read(request.payload());
            token = body.clientToken();
            reply = reply(topic, body);
        } catch (RequestRejected rejected) {
            reply = rejected.reply();
        }
        return told(topic, reply, token);
    }

    @Override
    public ServiceAnswer overloaded(ServiceRequest request) {
        return told(
                topic(request),
                new DeviceReply.Rejected(
                        DeviceError.THROTTLED,
                        "too many requests are being answered (expected: the same again, later)"),
                null);
    }

    @Override
    public ServiceAnswer failed(ServiceRequest request) {
        return told(
                topic(request),
                new DeviceReply.Rejected(DeviceError.INTERNAL, "a defect of the broker; its log has more"),
                null);
    }

    private static JobsTopic topic(ServiceRequest request) {
        JobsTopic topic = JobsTopic.of(request.topic());
        if (topic == null) {
            throw new IllegalArgumentException("topic: " + request.topic() + " (expected: one that is answered)");
        }
        return topic;
    }

    private DeviceReply reply(JobsTopic topic, RequestBody body) throws RequestRejected {
        return switch (topic.operation()) {
            case null ->
                new DeviceReply.Rejected(
                        DeviceError.INVALID_TOPIC,
                        "topic: none of jobs (expected: get, start-next, JOB/get or JOB/update behind jobs/)");
            case GET_PENDING -> things.answer(topic.thing(), new DeviceRequest.GetPending());
            case START_NEXT -> things.answer(topic.thing(), body.startNext());
            case DESCRIBE -> things.answer(topic.thing(), body.describe(topic.jobId()));
            case UPDATE -> things.answer(topic.thing(), body.update(topic.jobId()));
        };
    }

    private ServiceAnswer told(JobsTopic topic, DeviceReply reply, @Nullable String token) {
        Instant now = Instant.ofEpochMilli(clock.wallMillis());
        DeviceReply.Rejected rejected = reply instanceof DeviceReply.Rejected refusal ? refusal : null;
        ObjectBuilder body = JsonValue.object();
        if (rejected != null) {
            body.put("code", rejected.error().code()).put("message", rejected.message());
        }
        ReplyForm.MQTT
                .put(body, reply, now)
                .put("timestamp", now.getEpochSecond())
                .putIfPresent("clientToken", token);
        metrics.answered(
                topic.label(), rejected == null ? "accepted" : rejected.error().code());
        return new ServiceAnswer(
                rejected == null ? topic.accepted() : topic.rejected(),
                Json.print(body.build()).getBytes(StandardCharsets.UTF_8));
    }
}
