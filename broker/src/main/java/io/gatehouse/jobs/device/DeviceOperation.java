package io.gatehouse.jobs.device;

/** What devices can ask for, by the names of AWS's API {@code iot-jobs-data}. */
public enum DeviceOperation {
    GET_PENDING("GetPendingJobExecutions"),
    START_NEXT("StartNextPendingJobExecution"),
    DESCRIBE("DescribeJobExecution"),
    UPDATE("UpdateJobExecution");

    private final String label;

    DeviceOperation(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
