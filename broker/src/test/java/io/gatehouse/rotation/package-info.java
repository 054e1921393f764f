@NullMarked
package io.gatehouse.rotation;

import org.jspecify.annotations.NullMarked;
