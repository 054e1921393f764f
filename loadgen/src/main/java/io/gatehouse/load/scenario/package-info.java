/** What devices do. */
@NullMarked
package io.gatehouse.load.scenario;

import org.jspecify.annotations.NullMarked;
