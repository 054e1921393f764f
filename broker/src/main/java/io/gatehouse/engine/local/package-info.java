/**
 * What one machine needs of a cluster's engine and the embedded store is not: the bus, within the process.
 *
 * <p>Runs on virtual threads of its own, one for each subscription. May import {@code engine} and {@code mqtt}.
 */
@NullMarked
package io.gatehouse.engine.local;

import org.jspecify.annotations.NullMarked;
