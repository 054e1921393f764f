/**
 * The gate: is this peer, with this CONNECT, let in, and with which rights.
 *
 * <p>Runs on event loops, in memory only: a look-up by certificate id, comparisons, the compiled policies. Every answer
 * is a value. It is asked after every handshake, a resumed one included, and again whenever the registry changes. May
 * import {@code registry}, {@code policy}, {@code mqtt}, {@code tls}, {@code reason}.
 */
@NullMarked
package io.gatehouse.admission;

import org.jspecify.annotations.NullMarked;
