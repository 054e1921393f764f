package io.gatehouse.mqtt;

/** A name and value the sender chose (section 2.2.2.2); names may repeat and order counts. */
public record UserProperty(String name, String value) {}
