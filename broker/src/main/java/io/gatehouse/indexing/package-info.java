/**
 * Fleet indexing: the query language of AWS IoT's SearchIndex, and the search over things with their attributes, groups
 * and connectivity. Reads the registry's own memory and keeps no copy of it. Any thread, memory only. May import {@code
 * registry} and {@code loop}.
 */
@NullMarked
package io.gatehouse.indexing;

import org.jspecify.annotations.NullMarked;
