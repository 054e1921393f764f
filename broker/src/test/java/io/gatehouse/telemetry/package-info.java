@NullMarked
package io.gatehouse.telemetry;

import org.jspecify.annotations.NullMarked;
