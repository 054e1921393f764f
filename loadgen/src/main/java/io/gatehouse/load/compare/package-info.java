/** The same scenarios against several brokers, side by side. */
@NullMarked
package io.gatehouse.load.compare;

import org.jspecify.annotations.NullMarked;
