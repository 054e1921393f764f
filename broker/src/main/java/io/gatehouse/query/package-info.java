/**
 * The query language of AWS IoT's fleet indexing, in which searches and the members of dynamic thing groups are said:
 * text becomes a tree, or a problem with its column. Pure functions. Imports nothing.
 */
@NullMarked
package io.gatehouse.query;

import org.jspecify.annotations.NullMarked;
