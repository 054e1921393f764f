/**
 * What watches every test: no unexpected ERROR in the log, no leaked buffer, no thread left behind; and the list of
 * specification clauses that were proven. Found by JUnit through {@code META-INF/services}.
 */
@NullMarked
package io.gatehouse.harness;

import org.jspecify.annotations.NullMarked;
