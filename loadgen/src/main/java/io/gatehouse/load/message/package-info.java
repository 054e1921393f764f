/** What messages carry, and where they go. */
@NullMarked
package io.gatehouse.load.message;

import org.jspecify.annotations.NullMarked;
