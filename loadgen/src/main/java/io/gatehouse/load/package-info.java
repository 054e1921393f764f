/**
 * A load test: a fleet, what it does, and what is measured. {@link io.gatehouse.load.Run} is where it comes together.
 */
@NullMarked
package io.gatehouse.load;

import org.jspecify.annotations.NullMarked;
