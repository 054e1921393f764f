/** The command line. */
@NullMarked
package io.gatehouse.load.cli;

import org.jspecify.annotations.NullMarked;
