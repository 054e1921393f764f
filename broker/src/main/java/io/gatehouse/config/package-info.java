/**
 * The typed configuration: one record a section, and the loader that reads {@code conf/gatehouse.yaml}, environment and
 * flags into them.
 *
 * <p>Records are leaves: they import nothing of ours, validate themselves in their compact constructors, and carry
 * every default once, in {@code DEFAULTS}. A constructor elsewhere receives its own record, never the root. Runs at
 * start and reload, on main.
 */
@NullMarked
package io.gatehouse.config;

import org.jspecify.annotations.NullMarked;
