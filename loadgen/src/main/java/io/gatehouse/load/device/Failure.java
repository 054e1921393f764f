package io.gatehouse.load.device;

/**
 * Why something that a device tried did not succeed. Failures of one kind and detail are counted together.
 *
 * @param detail in the words of the standard: the name of an alert (RFC 8446 section 6), a reason code of MQTT
 */
public record Failure(Kind kind, String detail) {
    /** What an operator looks at apart. */
    public enum Kind {
        /** Nobody listens, or the way is closed. */
        REFUSED("refused"),
        /** Of TCP, of the handshake, or of the answer to a packet. */
        TIMED_OUT("timed out"),
        /** Sent by the broker. */
        TLS_ALERT("TLS alert"),
        /** The device does not accept the broker, or they have nothing in common. */
        TLS("TLS"),
        /** The broker's answer to CONNECT. */
        CONNACK("CONNACK"),
        /** The broker's answer to another packet. */
        REFUSED_PACKET("refused packet"),
        /** The broker took its leave. */
        DISCONNECT("DISCONNECT"),
        /** The connection ended without a word. */
        CLOSED("closed"),
        /** The generator itself: too many under way, no descriptor left. */
        GENERATOR("generator");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? kind.words() : kind.words() + ": " + detail;
    }
}
