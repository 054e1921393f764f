package io.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(mixinStandardHelpOptions = true, description = "Publish one message as a device, over mutual TLS.")
final class PubCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final Console console;

    @Mixin
    private final DeviceOptions device = new DeviceOptions();

    @Option(names = "--retain", description = "the broker keeps it for later subscribers")
    private boolean retain;

    @Parameters(index = "0", paramLabel = "TOPIC")
    @SuppressWarnings("NullAway.Init") // required
    private String topic;

    @Parameters(index = "1", paramLabel = "MESSAGE", description = "text, or - to read it from standard input")
    @SuppressWarnings("NullAway.Init") // required
    private String message;

    PubCommand(Console console) {
        this.console = console;
    }

    record Published(String topic, int bytes, int qos, boolean retain, String clientId) {}

    @Override
    public Integer call() {
        if (topic.isEmpty() || topic.contains("+") || topic.contains("#")) {
            throw CommandFailure.usage(
                    "nothing was published",
                    "TOPIC: " + topic + " (expected: not empty, without + and #)",
                    "name one topic");
        }
        DeviceTarget target = device.target(console, "pub");
        byte[] payload = payload();
        try (DeviceClient client = DeviceClient.connect(target, device.mqtt, received -> {}, cause -> {})) {
            client.publish(topic, payload, device.qos, retain);
        }
        if (console.json()) {
            console.print(new Published(topic, payload.length, device.qos, retain, target.clientId()), p -> "");
        }
        return ExitCode.OK;
    }

    private byte[] payload() {
        if (!message.equals("-")) {
            return message.getBytes(StandardCharsets.UTF_8);
        }
        try {
            byte[] read = console.environment().in().readNBytes(MOST_BYTES + 1);
            if (read.length > MOST_BYTES) {
                throw CommandFailure.failed(
                        "nothing was published", "standard input: longer than " + MOST_BYTES + " bytes", "send less");
            }
            return read;
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "nothing was published", "standard input: " + e.getMessage(), "give the message as text");
        }
    }
}
