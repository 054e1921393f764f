@NullMarked
package io.gatehouse.deploy;

import org.jspecify.annotations.NullMarked;
