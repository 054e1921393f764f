/**
 * The {@code gatehouse} command: one class a noun, a method a verb.
 *
 * <p>What concerns a running broker goes through {@link io.gatehouse.control.AdminClient}; what is read from files is
 * done here. Every failure leaves as a {@link io.gatehouse.cli.CommandFailure}: what, why, what to do, and an exit code
 * that scripts can rely on. Runs on main; may import the client side of {@code control}, {@code config}, {@code pki},
 * {@code reason} and {@code mqtt}.
 */
@NullMarked
package io.gatehouse.cli;

import org.jspecify.annotations.NullMarked;
