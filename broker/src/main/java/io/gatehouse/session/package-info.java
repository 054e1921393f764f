/**
 * The MQTT state of one client: quality of service, windows, subscriptions, will, expiry.
 *
 * <p>A {@link io.gatehouse.session.Session} is confined to its home loop and lives on when its connection ends, as long
 * as its expiry says. It talks to its connection through {@link io.gatehouse.session.Link}, which {@code transport}
 * implements, and to the world through {@link io.gatehouse.session.Lifecycle}, which {@code events} implements: both
 * interfaces live here, with their consumer. May import {@code mqtt}, {@code loop}, {@code routing}, {@code retain},
 * {@code policy}, {@code refusal}, {@code engine}, {@code metrics}, {@code reason}, {@code tls} (what a handshake
 * looked like).
 */
@NullMarked
package io.gatehouse.session;

import org.jspecify.annotations.NullMarked;
