package io.gatehouse.registry;

/** How a thing is attached to a certificate; the names are AWS IoT Core's. */
public enum ThingPrincipalType {
    /** The certificate may have other things: a connection stands for the one its client id names. */
    NON_EXCLUSIVE_THING,
    /** The certificate's only thing: every connection of the certificate stands for it. */
    EXCLUSIVE_THING
}
