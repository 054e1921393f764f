package io.gatehouse.load.relay;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** What the clients of a relay have in common. The relay's thread; {@link #counts} any. */
final class Exchange {
    private final EventLoop loop;
    private final Subscriptions subscriptions = new Subscriptions();
    /** Written to in this turn of the event loop, each once. */
    private final List<RelayedClient> written = new ArrayList<>();

    private volatile Relay.Counts counts = new Relay.Counts(0, 0, 0);
    private long admitted;
    private long received;
    private long passedOn;

    Exchange(EventLoop loop) {
        this.loop = loop;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Is flushed at the end of this turn, with all else that it was written meanwhile: one record, one system call. */
    void flushLater(RelayedClient client) {
        if (written.isEmpty()) {
            loop.execute(this::flush);
        }
        written.add(client);
    }

    private void flush() {
        List<RelayedClient> all = List.copyOf(written);
        written.clear();
        all.forEach(RelayedClient::flush);
        counts = new Relay.Counts(admitted, received, passedOn);
    }

    void admitted() {
        admitted++;
    }

    void received() {
        received++;
    }

    void passedOn() {
        passedOn++;
    }

    /** As they were at the end of the last turn in which something was written. */
    Relay.Counts counts() {
        return counts;
    }
}
