package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.LogRecord;
import io.gatehouse.mqtt.Topic;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds its batch while it is put together, until what else is to be in it waits; then fails it, or not.
 *
 * @param begun counted down when the batch has come to it
 */
record HeldRecord(CountDownLatch begun, CountDownLatch goOn, boolean fails) implements LogRecord {
    HeldRecord(CountDownLatch goOn, boolean fails) {
        this(new CountDownLatch(1), goOn, fails);
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public Topic topic() {
        return Topic.of("t/0");
    }

    @Override
    public byte[] body() {
        begun.countDown();
        await(goOn);
        if (fails) {
            throw new IllegalStateException("provoked");
        }
        return new byte[0];
    }

    @Override
    public int weightBytes() {
        return 0;
    }
}
