/**
 * The audit log: who changed what, appended only, each entry with the hash of the one before. {@code docs/audit.md}
 * says what that proves and what it does not, and how to verify it with {@code jq} and {@code sha256sum}.
 *
 * <p>{@link io.gatehouse.audit.Audit} writes, {@link io.gatehouse.audit.AuditVerification} reads, also without a
 * broker. May import {@code json}.
 */
@NullMarked
package io.gatehouse.audit;

import org.jspecify.annotations.NullMarked;
