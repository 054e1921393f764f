/**
 * Retained messages by topic (section 3.3.1.3), read from the engine.
 *
 * <p>Any thread but an event loop: reading may wait for the disk. May import {@code mqtt} and {@code engine}.
 */
@NullMarked
package io.gatehouse.retain;

import org.jspecify.annotations.NullMarked;
