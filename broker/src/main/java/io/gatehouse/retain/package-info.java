/**
 * Retained messages by topic (section 3.3.1.3).
 *
 * <p>Any thread; readers never lock. May import {@code mqtt} and {@code engine}.
 */
@NullMarked
package io.gatehouse.retain;

import org.jspecify.annotations.NullMarked;
