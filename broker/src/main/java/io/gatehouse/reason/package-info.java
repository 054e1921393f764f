/**
 * The one list of reasons why Gatehouse refuses something or ends a connection.
 *
 * <p>A leaf that everybody may import: the same code stands in the log, in the metric label, in lifecycle events and in
 * what the command line prints, so that all of them can be searched for one word. Runs on any thread; imports nothing.
 */
@NullMarked
package io.gatehouse.reason;

import org.jspecify.annotations.NullMarked;
