/**
 * The TLS front: contexts, trust, limits on hostile handshakes, what a completed handshake looked like, and why a
 * failed one failed.
 *
 * <p>Runs at start and reload ({@link io.gatehouse.tls.ServerTls}), and on the event loop of a channel (everything a
 * handler or a trust manager does: memory only, nothing that blocks). May import {@code config}, {@code metrics} and
 * {@code reason}. What TLS here proves is one thing only: the peer holds the private key of the leaf it sent. Whether
 * that leaf is let in is {@code admission}'s question, asked after every handshake, resumed ones included.
 */
@NullMarked
package io.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
