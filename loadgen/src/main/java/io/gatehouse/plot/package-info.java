/** Figures of pages: the report of a load, and that of the benchmarks. */
@NullMarked
package io.gatehouse.plot;

import org.jspecify.annotations.NullMarked;
