/**
 * Who receives a message: the trie of subscriptions, the router that carries messages between loops, shared
 * subscriptions, and the taps through which the broker's own services listen.
 *
 * <p>Matching runs on any loop and never locks. What belongs to one subscriber is read and written on that subscriber's
 * home loop only. May import {@code mqtt}, {@code loop}, {@code metrics}, {@code engine} and {@code reason}.
 */
@NullMarked
package io.gatehouse.routing;

import org.jspecify.annotations.NullMarked;
