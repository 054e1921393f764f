/**
 * The events of AWS IoT Core, published on their reserved topics: those of the lifecycle of clients, on the loop of the
 * session they are about, and those of the registry, on one loop; and, on any thread, how an event of the service
 * becomes a message. May import everything that stands before it in the table of the architecture, except
 * {@code transport}.
 */
@NullMarked
package io.gatehouse.events;

import org.jspecify.annotations.NullMarked;
