package io.gatehouse.engine.local;

import io.gatehouse.engine.Bus;
import io.gatehouse.engine.Reply;
import io.gatehouse.mqtt.Topic;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to all who listen. Immutable; any thread.
 *
 * @param asked null: nobody waits for a reply
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LocalMessage(Topic topic, byte[] body, @Nullable CompletableFuture<Reply> asked) implements Bus.Message {
    static byte[] checked(byte[] body) {
        if (body.length > Bus.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "body: " + body.length + " bytes (expected: at most " + Bus.MAX_BODY_BYTES + ")");
        }
        return body;
    }

    @Override
    public boolean isRequest() {
        return asked != null;
    }

    @Override
    public void reply(byte[] answer) {
        checked(answer);
        if (asked != null) {
            asked.complete(new Reply.Answered(answer)); // of several the first
        }
    }
}
