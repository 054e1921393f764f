package io.gatehouse.provisioning.bulk;

/** Which of the two reports of a task, by AWS's names. */
public enum ReportType {
    /** A line for each that could not be registered: {@code {"lineNumber":3,"offset":512,"message":"…"}}. */
    ERRORS("errors.jsonl"),
    /** A line for each device: {@code {"lineNumber":1,"offset":0,"response":{"certificatePem":…,"resourceArns":…}}}. */
    RESULTS("results.jsonl");

    private final String fileName;

    ReportType(String fileName) {
        this.fileName = fileName;
    }

    String fileName() {
        return fileName;
    }
}
