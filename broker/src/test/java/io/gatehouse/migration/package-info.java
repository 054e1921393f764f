@NullMarked
package io.gatehouse.migration;

import org.jspecify.annotations.NullMarked;
