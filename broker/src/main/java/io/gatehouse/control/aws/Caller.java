package io.gatehouse.control.aws;

import io.gatehouse.operator.Role;

/**
 * Who asks, proved.
 *
 * @param name of the operator, as it stands in the audit trail
 * @param service that was signed for; {@link AwsService#IOT} where a client certificate took the place of a signature
 */
public record Caller(String name, Role role, AwsService service) {}
