/**
 * Makes certificates: the development authority of {@code gatehouse up}, its server certificate, and certificates for
 * devices, by it or by an operator's own authority in PKCS#12 or in a token.
 *
 * <p>Runs at start and in commands, on main or a virtual thread, never on an event loop: it creates keys and writes
 * files. May import {@code config}, {@code loop} and {@code tls}. The only package that knows Bouncy Castle, and it
 * uses it for issuing only; keys and signatures are the JDK's.
 */
@NullMarked
package io.gatehouse.pki;

import org.jspecify.annotations.NullMarked;
