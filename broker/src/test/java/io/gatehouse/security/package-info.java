/**
 * What a hostile or unlucky device meets, and what an operator sees of it: identity, policies, the transport, metrics,
 * events and the stop, against a whole broker over sockets.
 */
@NullMarked
package io.gatehouse.security;

import org.jspecify.annotations.NullMarked;
