/** Wiring with plain {@code new}, top to bottom, start and stop. Runs on main; may import everything. */
@NullMarked
package io.gatehouse;

import org.jspecify.annotations.NullMarked;
