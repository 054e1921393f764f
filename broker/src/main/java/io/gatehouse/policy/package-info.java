/**
 * AWS IoT policy documents: parse, lint, compile, bind to one connection, decide.
 *
 * <p>Pure functions over immutable values, on any thread; only {@link io.gatehouse.policy.Permissions} is confined to
 * one loop, because it remembers decisions. Knows no registry and no connection: whoever asks passes the variables in.
 * May import {@code mqtt} and {@code json}. The language, and where this broker is stricter than AWS, is described in
 * {@code docs/policies.md}.
 */
@NullMarked
package io.gatehouse.policy;

import org.jspecify.annotations.NullMarked;
