package io.gatehouse.mqtt;

/** PINGREQ (section 3.12). */
public enum Pingreq implements Packet {
    INSTANCE
}
