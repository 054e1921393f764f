package io.gatehouse.transport.http;

/**
 * What a listener offers behind HTTP.
 *
 * @param requests of the data plane
 * @param webSockets that carry MQTT
 */
public record Offer(boolean requests, boolean webSockets) {}
