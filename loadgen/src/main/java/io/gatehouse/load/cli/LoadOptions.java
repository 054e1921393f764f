package io.gatehouse.load.cli;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.gatehouse.load.scenario.Load;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of it. */
final class LoadOptions {
    @Option(
            names = "--connect-rate",
            paramLabel = "N",
            description = "Connects a second; 0 for as fast as they are answered (connect: 100, otherwise 0).")
    double connectRate;

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

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Behind it, for what is under way, at most (${DEFAULT-VALUE}).")
    Duration drain = Duration.ofSeconds(10);

    @Option(
            names = {"-k", "--keepalive"},
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "0 for none (${DEFAULT-VALUE}).")
    int keepAlive = 300;

    @Option(
            names = "--mqtt",
            paramLabel = "VERSION",
            defaultValue = "5",
            description = "3 (3.1.1) or 5 (${DEFAULT-VALUE}).")
    int mqtt = 5;

    @Option(
            names = "--resume",
            paramLabel = "PART",
            arity = "0..1",
            fallbackValue = "1",
            defaultValue = "0",
            description = "Part of the connects that offer a ticket, from 0 to 1; 1 where no part is named (0).")
    double resume;

    @Option(
            names = "--ifaddr",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Addresses to connect from, in turn; one is good for some 28,000 connections.")
    List<InetAddress> sources = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops of the generator (default: half of the processors).")
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Of TCP, TLS and CONNACK, each (${DEFAULT-VALUE}).")
    Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random (${DEFAULT-VALUE}).")
    long seed = 1;

    /** @param usualConnectRate of the scenario, where none was asked for */
    Load load(String usualTopic, double usualConnectRate) {
        return new Load(
                connectRate == 0 ? usualConnectRate : connectRate,
                rate,
                payload,
                Objects.requireNonNull(MqttQos.fromCode(qos)),
                retain,
                topic == null ? usualTopic : topic,
                subscribers,
                warmUp,
                duration,
                drain,
                keepAlive,
                resume,
                seed);
    }
}
