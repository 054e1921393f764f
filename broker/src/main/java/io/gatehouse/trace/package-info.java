/**
 * What an operator asked to see of one client, certificate, address or topic, for a while: bounded in time, number and
 * bytes.
 *
 * <p>{@code transport} hangs a tap into the pipelines that a trace concerns; everybody else pays one volatile read for
 * a connection, a refusal and a message that is routed. Event loops write, under the lock of one trace; virtual threads
 * read. May import {@code mqtt}, {@code loop}, {@code refusal}, {@code policy}, {@code routing}.
 */
@NullMarked
package io.gatehouse.trace;

import org.jspecify.annotations.NullMarked;
