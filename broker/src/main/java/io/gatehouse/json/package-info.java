/**
 * JSON, bounded: parse into a small typed tree that knows its lines and columns, and print. YAML is read into the same.
 *
 * <p>Runs on any thread; everything here is immutable. Imports nothing of ours. Reading is strict: one value, no
 * duplicate keys, no trailing text, no comments, limits on length, depth and counts, all enforced before memory is
 * spent.
 */
@NullMarked
package io.gatehouse.json;

import org.jspecify.annotations.NullMarked;
