package io.gatehouse.mqtt;

/** AUTH (section 3.15). Gatehouse offers no enhanced authentication, so that every AUTH it gets is an error. */
public record Auth(ReasonCode reasonCode) implements Packet {}
