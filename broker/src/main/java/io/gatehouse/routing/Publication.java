package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogRecord;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.mqtt.Topic;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through {@link MessageLog}. Immutable; owns one share of the message until it is settled.
 *
 * @param message its payload is detached: it outlives the loop's turn
 * @param loop the publisher's
 * @param publisher told on {@code loop} what became of it; {@code null} when nobody asks
 */
public record Publication(
        Message message,
        boolean isKept,
        Retention retention,
        @Nullable Key onlyOnce,
        Loop loop,
        @Nullable Consumer<AppendResult> publisher,
        MessageLog way)
        implements Append, LogRecord {

    /** Gives it to the engine. On the publisher's loop. */
    void append() {
        way.submit(this);
    }

    @Override
    public LogRecord record() {
        return this;
    }

    @Override
    public Topic topic() {
        return message.topic();
    }

    @Override
    public byte[] body() {
        return StoredForm.of(message);
    }

    @Override
    public int weightBytes() {
        return message.weightBytes() + message.publisherId().length() + 32;
    }

    @Override
    public void settled(AppendResult result) {
        way.settled(this, result);
    }
}
