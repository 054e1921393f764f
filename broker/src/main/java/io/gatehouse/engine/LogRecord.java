package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;

/** What a log keeps: bytes under a topic. Immutable; any thread. */
public interface LogRecord {
    Topic topic();

    /** The form that is stored. Borrowed: never written to. Asked once for a record that is kept. */
    byte[] body();

    /** About how many bytes it holds, known without making {@link #body}. */
    int weightBytes();
}
