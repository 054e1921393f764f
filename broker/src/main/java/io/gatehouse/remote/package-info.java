/**
 * A broker elsewhere, operated over its control plane: the operations of {@link io.gatehouse.control} carried out by
 * requests of AWS's API, with the credentials of an operator. {@link io.gatehouse.remote.RemoteBroker} is the way in,
 * one class a noun says what an operation becomes, and {@link io.gatehouse.remote.ControlPlaneCalls} knows HTTP.
 *
 * <p>Blocks. Any thread.
 */
@NullMarked
package io.gatehouse.remote;

import org.jspecify.annotations.NullMarked;
