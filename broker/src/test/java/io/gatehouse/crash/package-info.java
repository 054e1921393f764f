/**
 * The broker is killed with SIGKILL, again and again over the same data, and what its clients saw is judged: nothing
 * that was acknowledged is lost, what is promised once comes once.
 */
@NullMarked
package io.gatehouse.crash;

import org.jspecify.annotations.NullMarked;
