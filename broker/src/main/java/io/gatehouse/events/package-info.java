/**
 * The lifecycle events of AWS IoT Core: connected, disconnected, subscribed, unsubscribed, published on their reserved
 * topics, on the loop of the session they are about; and, on any thread, how an event of the service becomes a message.
 * May import everything that stands before it in the table of the architecture, except {@code transport}.
 */
@NullMarked
package io.gatehouse.events;

import org.jspecify.annotations.NullMarked;
