/**
 * Fleet provisioning: devices that come with a claim, a certificate many of them share, and leave with one of their own
 * (AWS IoT Core Developer Guide, "Device provisioning MQTT API" and "Provisioning devices that don't have device
 * certificates using fleet provisioning").
 *
 * <p>{@link io.gatehouse.provisioning.fleet.FleetProvisioning} answers on the topics. A device asks twice: for a
 * certificate, which waits for its activation and comes with a token that proves whose it is
 * ({@link io.gatehouse.provisioning.fleet.OwnershipTokens}); then for a template to be followed with it. What is not
 * taken goes with its token. {@link io.gatehouse.provisioning.fleet.ProvisioningClaims} are claims for five minutes,
 * which an operator hands out.
 *
 * <p>Virtual threads, unless a method says otherwise; nothing here blocks a loop.
 */
@NullMarked
package io.gatehouse.provisioning.fleet;

import org.jspecify.annotations.NullMarked;
