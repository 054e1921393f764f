package io.gatehouse.control.aws;

import org.jspecify.annotations.Nullable;

/**
 * The names under which devices reach this broker, as DescribeEndpoint tells them: bare host names, as AWS's are, to
 * which tools add scheme and port.
 *
 * @param data MQTT and HTTPS of the data plane
 * @param credentialProvider null where there is none
 * @param jobs null where there is none
 */
public record EndpointNames(
        String data,
        @Nullable String credentialProvider,
        @Nullable String jobs) {}
