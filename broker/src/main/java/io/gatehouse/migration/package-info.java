/**
 * What other brokers have, in our words: Mosquitto's access control file as policy documents.
 *
 * <p>Pure functions over immutable values, on any thread. A conversion never allows more than the original did unless
 * it is asked to, and tells each line that does not come out the same. The rules are in
 * {@code docs/migrate-from-mosquitto.md}. May import {@code json}.
 */
@NullMarked
package io.gatehouse.migration;

import org.jspecify.annotations.NullMarked;
