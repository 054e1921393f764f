/**
 * The control plane in the shape of AWS IoT's: its REST-JSON API (2015-05-28), so that the AWS CLI, the SDKs and what
 * is written with them change an endpoint and nothing else.
 *
 * <p>{@link io.gatehouse.control.aws.ControlPlaneServer} is HTTP and TLS, on Armeria; {@link
 * io.gatehouse.control.aws.ControlPlane} answers one {@link io.gatehouse.control.aws.RawRequest} at a time on a virtual
 * thread and knows nothing of either: path, caller, {@link io.gatehouse.control.aws.Operation}, role, handler, audit.
 * Handlers stand in one class a noun. Who calls is asked of {@link io.gatehouse.control.aws.Callers}, and what was
 * changed is told to {@link io.gatehouse.control.aws.AuditTrail}; both are implemented elsewhere.
 */
@NullMarked
package io.gatehouse.control.aws;

import org.jspecify.annotations.NullMarked;
