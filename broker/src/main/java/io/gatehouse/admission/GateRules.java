package io.gatehouse.admission;

import io.gatehouse.mqtt.Qos;
import java.time.Duration;

/**
 * What the gate is told by the configuration.
 *
 * @param expiredGrace how long after its end a certificate is still let in
 * @param maximumQos of a will
 * @param companionIds whether {@code lamp.debug} stands for the thing {@code lamp}, too; at AWS it does not
 */
public record GateRules(int maxClientIdBytes, Duration expiredGrace, Qos maximumQos, boolean companionIds) {}
