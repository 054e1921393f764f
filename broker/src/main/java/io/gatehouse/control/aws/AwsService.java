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

    /** What older clients write for {@link #IOT}: the AWS CLI of Debian 12, 2.9.19, for one. */
    private static final String OLDER_IOT = "execute-api";

    private final String scopeName;

    AwsService(String scopeName) {
        this.scopeName = scopeName;
    }

    public String scopeName() {
        return scopeName;
    }

    /** Null for a service that is none of these. */
    public static @Nullable AwsService of(String scopeName) {
        if (scopeName.equals(OLDER_IOT)) {
            return IOT;
        }
        for (AwsService service : values()) {
            if (service.scopeName.equals(scopeName)) {
                return service;
            }
        }
        return null;
    }
}
