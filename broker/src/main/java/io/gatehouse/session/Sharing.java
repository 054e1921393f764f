package io.gatehouse.session;

/** What becomes of a client that comes with a certificate which another connected client has. */
public enum Sharing {
    /** It is let in; counted and listed, and nobody is told. */
    ALLOW,
    /** It is let in, and told. */
    WARN,
    /** It is refused, and told; who was there first stays. */
    REFUSE
}
