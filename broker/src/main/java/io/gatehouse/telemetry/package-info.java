/**
 * Spans of OpenTelemetry, where a collector is configured: of a connect, of a published message, and of what the
 * policies said to either. Not to be mistaken for {@code trace}, which is what an operator looks at in the broker
 * itself.
 *
 * <p>Nothing else imports OpenTelemetry. Without a collector there is no {@link io.gatehouse.telemetry.Spans}: whoever
 * would begin a span finds {@code null} and goes on. With one, event loops make a few small objects for a message that
 * is sampled and hand them to a bounded queue; a thread of OpenTelemetry's sends what lies there. May import {@code
 * config}, {@code mqtt}, {@code loop}, {@code policy}.
 */
@NullMarked
package io.gatehouse.telemetry;

import org.jspecify.annotations.NullMarked;
