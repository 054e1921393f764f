package io.gatehouse.cli;

import io.gatehouse.cli.DeviceClient.Received;
import io.gatehouse.control.AdminJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Subscribe as a device, over mutual TLS, and print what arrives until Ctrl-C.",
            "One line a message: topic, space, payload; as hexadecimal digits after 0x where it is not UTF-8."
        })
final class SubCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final DeviceOptions device = new DeviceOptions();

    @Option(
            names = {"-C", "--count"},
            defaultValue = "0",
            description = "end after this many messages")
    private long count;

    @Parameters(arity = "1..*", paramLabel = "FILTER")
    @SuppressWarnings("NullAway.Init") // required
    private List<String> filters;

    SubCommand(Console console) {
        this.console = console;
    }

    /**
     * A message as JSON.
     *
     * @param hex the payload where it is not text
     */
    record Line(
            String topic,
            @Nullable String payload,
            @Nullable String hex,
            int qos,
            boolean retain) {}

    @Override
    public Integer call() {
        DeviceTarget target = device.target(console, "sub");
        CompletableFuture<Integer> end = new CompletableFuture<>();
        AtomicLong left = new AtomicLong(count > 0 ? count : Long.MAX_VALUE);
        DeviceClient client = DeviceClient.connect(
                target,
                device.mqtt,
                received -> {
                    if (left.getAndDecrement() > 0) {
                        print(received);
                        if (left.get() == 0) {
                            end.complete(ExitCode.OK);
                        }
                    }
                },
                end::completeExceptionally);
        // Ctrl-C says goodbye, so that no will fires and the broker's log shows no lost connection.
        Thread goodbye = new Thread(client::close, "goodbye");
        Runtime.getRuntime().addShutdownHook(goodbye);
        try {
            client.subscribe(filters, device.qos);
            console.note("subscribed as " + target.clientId() + " on " + target.address() + "; end with Ctrl-C");
            return end.get();
        } catch (ExecutionException e) {
            throw new MqttAnswers(target).failure("the subscription ended", e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } finally {
            leave(client, goodbye);
        }
    }

    private static void leave(DeviceClient client, Thread goodbye) {
        try {
            Runtime.getRuntime().removeShutdownHook(goodbye);
        } catch (IllegalStateException e) {
            return; // the process is already ending and the hook runs
        }
        client.close();
    }

    private void print(Received received) {
        String text = text(received.payload());
        String hex = text == null ? HexFormat.of().formatHex(received.payload()) : null;
        if (console.json()) {
            // One object a line, so that it can be piped on.
            console.out()
                    .println(AdminJson.line(new Line(received.topic(), text, hex, received.qos(), received.retain())));
        } else {
            console.out()
                    .println(Table.printable(received.topic()) + " "
                            + (text == null ? "0x" + hex : Table.printable(text)));
        }
        console.out().flush();
    }

    static @Nullable String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
