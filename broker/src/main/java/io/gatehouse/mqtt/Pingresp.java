package io.gatehouse.mqtt;

/** PINGRESP (section 3.13). */
public enum Pingresp implements Packet {
    INSTANCE
}
