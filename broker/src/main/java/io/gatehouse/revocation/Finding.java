package io.gatehouse.revocation;

import io.gatehouse.reason.Reason;

/**
 * Why a certificate is not let in.
 *
 * @param detail for the operator: who says so, and since when it is known
 */
public record Finding(Reason reason, String detail) {}
