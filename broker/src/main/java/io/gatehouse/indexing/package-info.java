/**
 * Fleet indexing: the search over things with their attributes, groups and connectivity, and what it makes the members
 * of dynamic thing groups. Reads the registry's own memory and keeps no copy of it. Any thread, memory only. May import
 * {@code registry}, {@code query} and {@code loop}.
 */
@NullMarked
package io.gatehouse.indexing;

import org.jspecify.annotations.NullMarked;
