/**
 * What an operator may ask of a running broker: one class a noun ({@code Things}, {@code Certificates}, …), its
 * shapes beside it ({@code ThingApi}, …), and the admin socket that carries them.
 *
 * <p>An operation is a record in and a record or a {@link io.gatehouse.control.Refusal} out; only {@link
 * io.gatehouse.control.AdminServer} and {@link io.gatehouse.control.AdminClient} know that HTTP lies between. Runs on
 * virtual threads; may import everything except transport.
 */
@NullMarked
package io.gatehouse.control;

import org.jspecify.annotations.NullMarked;
