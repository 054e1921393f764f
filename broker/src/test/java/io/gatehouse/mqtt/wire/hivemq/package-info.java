/** HiveMQ's codec in tests: as the oracle for PUBLISH, and what loading it does. */
@NullMarked
package io.gatehouse.mqtt.wire.hivemq;

import org.jspecify.annotations.NullMarked;
