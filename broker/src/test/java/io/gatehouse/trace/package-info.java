/** Tests of traces, without a broker. */
@NullMarked
package io.gatehouse.trace;

import org.jspecify.annotations.NullMarked;
