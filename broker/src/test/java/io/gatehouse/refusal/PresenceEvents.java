package io.gatehouse.refusal;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All presence events of one broker, heard by a client of its own. */
final class PresenceEvents implements AutoCloseable {
    private static final String PRESENCE = "$aws/events/presence/";

    private final RawClient client;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Thread listening;
    private final boolean extended;

    private PresenceEvents(RawClient client, boolean extended) {
        this.client = client;
        this.extended = extended;
        this.listening = Thread.ofVirtual().start(this::listen);
    }

    /** @param extended events carry our own reason */
    static PresenceEvents of(RunningBroker broker, boolean extended) {
        try {
            TestDevice device = broker.device("audience");
            RawClient client = RawClient.of(broker, device);
            client.admitted(Connect.mqtt5(device.name()).keepAlive(0));
            client.subscribe(PRESENCE + "disconnected/+", PRESENCE + "connect_failed/+");
            return new PresenceEvents(client, extended);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void listen() {
        try {
            client.tls().setSoTimeout(0);
            while (true) {
                heard.add(client.receive());
            }
        } catch (IOException | AssertionError closed) {
            // the end of the class
        }
    }

    /** @param words that must be in it beside the reason, which only our own mode adds to AWS's members */
    boolean has(String event, String clientId, Reason reason, List<String> words) {
        return heard.stream()
                .filter(line -> line.startsWith(PRESENCE + event + "/" + clientId + " "))
                .filter(line -> words.stream().allMatch(line::contains))
                .anyMatch(line -> extended == line.contains("\"reason\":\"" + reason + "\""));
    }

    /** Everything heard of the client so far. */
    List<String> of(String event, String clientId) {
        return heard.stream()
                .filter(line -> line.startsWith(PRESENCE + event + "/" + clientId + " "))
                .toList();
    }

    @Override
    public void close() throws IOException {
        client.close();
        try {
            listening.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
