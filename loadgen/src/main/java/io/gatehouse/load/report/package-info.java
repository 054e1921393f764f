/** What a run says of itself: while it goes on, and when it is over. */
@NullMarked
package io.gatehouse.load.report;

import org.jspecify.annotations.NullMarked;
