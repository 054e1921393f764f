/**
 * Who may operate the broker: operators with their roles, access keys and client certificates, and the token that makes
 * the first of them once. {@link io.gatehouse.operator.OperatorGate} is the way in for requests, {@link
 * io.gatehouse.operator.Operators} for those who manage them.
 *
 * <p>Reads are from memory, on any thread; writes wait for the store, on virtual threads. What is kept and how is in
 * {@code docs/operators.md}. May import {@code sigv4}, {@code engine} and {@code json}.
 */
@NullMarked
package io.gatehouse.operator;

import org.jspecify.annotations.NullMarked;
