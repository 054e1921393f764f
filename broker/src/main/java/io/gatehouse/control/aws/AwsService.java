package io.gatehouse.control.aws;

import org.jspecify.annotations.Nullable;

/**
 * An AWS service by the name that stands in the scope of a signature (Signature Version 4). Paths of several services
 * meet on one host, and two of them answer the same path with other shapes; the name tells which is meant.
 */
public enum AwsService {
    IOT("iot"),
    IOT_DATA("iotdata"),
    IOT_DEVICE_GATEWAY("iotdevicegateway"),
    IOT_JOBS_DATA("iot-jobs-data");

    private final String scopeName;

    AwsService(String scopeName) {
        this.scopeName = scopeName;
    }

    public String scopeName() {
        return scopeName;
    }

    /** Null for a service that is none of these. */
    public static @Nullable AwsService of(String scopeName) {
        for (AwsService service : values()) {
            if (service.scopeName.equals(scopeName)) {
                return service;
            }
        }
        return null;
    }
}
