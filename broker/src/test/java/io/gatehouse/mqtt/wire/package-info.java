/** Tests of the codec, and the table of wire vectors that session and fuzz tests share. */
@NullMarked
package io.gatehouse.mqtt.wire;

import org.jspecify.annotations.NullMarked;
