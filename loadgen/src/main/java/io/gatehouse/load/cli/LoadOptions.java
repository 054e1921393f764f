package io.gatehouse.load.cli;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.message.Payload;
import io.gatehouse.load.message.Template;
import io.gatehouse.load.scenario.Load;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of it. */
final class LoadOptions {
    @Option(
            names = {"-c", "--clients"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Devices (${DEFAULT-VALUE}).")
    int clients = 100;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages a second, of all devices together (${DEFAULT-VALUE}).")
    double rate = 100;

    @Option(
            names = {"-q", "--qos"},
            paramLabel = "QOS",
            defaultValue = "0",
            description = "0, 1 or 2 (${DEFAULT-VALUE}).")
    int qos;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "Of each message, 32 or more (${DEFAULT-VALUE}).")
    int payload = 64;

    @Option(
            names = "--payload-template",
            paramLabel = "TEXT",
            description = "A text in its place: %%i is the device's number, %%c its client id, %%t milliseconds since"
                    + " 1970, %%n the message's number, %%{1..6} a random number, and %%s, which has to be in it, the"
                    + " 43 characters by which the message is known when it arrives.")
    @Nullable
    String template;

    @Option(names = "--retain", description = "Publish with RETAIN.")
    boolean retain;

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "TEMPLATE",
            description = "%%i is the device's number, %%c its client id (load/RUN/%%c).")
    @Nullable
    String topic;

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of fan-in, shared and retained (${DEFAULT-VALUE}).")
    int subscribers = 1;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Of the measuring: 500ms, 10s, 5m (${DEFAULT-VALUE}).")
    Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "Before it, not measured (${DEFAULT-VALUE}).")
    Duration warmUp = Duration.ofSeconds(2);

    /** Of what is wrong with it, it is told when it is made. */
    Attempt<Payload> payload(long seed) {
        return template == null ? Attempt.done(Payload.Filling.of(payload, seed)) : Payload.Text.of(template);
    }

    /** What was asked for, or else this. */
    Attempt<Template> topic(String usual) {
        return Template.ofFilter(topic == null ? usual : topic);
    }

    /**
     * @param usualTopic where none was asked for
     * @param seed of what fills payloads
     * @throws Refused where a template is none
     */
    Load load(String usualTopic, long seed) {
        return new Load(
                rate,
                Refused.unless(payload(seed)),
                Objects.requireNonNull(MqttQos.fromCode(qos)),
                retain,
                Refused.unless(topic(usualTopic)),
                subscribers,
                warmUp,
                duration);
    }
}
