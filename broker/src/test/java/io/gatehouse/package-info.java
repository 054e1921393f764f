/** Tests of the whole: what every package's tests share. */
@NullMarked
package io.gatehouse;

import org.jspecify.annotations.NullMarked;
