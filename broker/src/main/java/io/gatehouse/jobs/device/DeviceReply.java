package io.gatehouse.jobs.device;

import io.gatehouse.jobs.DescribedExecution;
import io.gatehouse.jobs.JobExecution;
import io.gatehouse.jobs.PendingExecutions;
import org.jspecify.annotations.Nullable;

/** What came of a request, before it has the form of MQTT or of HTTP. */
sealed interface DeviceReply {
    record Pending(PendingExecutions executions) implements DeviceReply {}

    /** @param execution null where the thing has nothing to do */
    record Described(@Nullable DescribedExecution execution, boolean withDocument) implements DeviceReply {}

    record Updated(DescribedExecution execution, boolean withState, boolean withDocument) implements DeviceReply {}

    /**
     * @param message {@code name: value (expected: …)}
     * @param state of the execution, where the device has another one in mind
     */
    record Rejected(
            DeviceError error, String message, @Nullable JobExecution state) implements DeviceReply {
        Rejected(DeviceError error, String message) {
            this(error, message, null);
        }
    }
}
