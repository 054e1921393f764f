/** Scenarios that people write: what a file says, checked. */
@NullMarked
package io.gatehouse.load.script;

import org.jspecify.annotations.NullMarked;
