/** What a run counts and times. */
@NullMarked
package io.gatehouse.load.measure;

import org.jspecify.annotations.NullMarked;
