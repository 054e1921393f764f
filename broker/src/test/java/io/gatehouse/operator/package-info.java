/** Tests of operators, on a store. */
@NullMarked
package io.gatehouse.operator;

import org.jspecify.annotations.NullMarked;
