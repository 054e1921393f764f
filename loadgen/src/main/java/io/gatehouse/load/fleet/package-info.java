/** Who the devices are, and how the broker comes to know them. */
@NullMarked
package io.gatehouse.load.fleet;

import org.jspecify.annotations.NullMarked;
