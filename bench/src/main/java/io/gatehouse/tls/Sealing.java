package io.gatehouse.tls;

import java.security.GeneralSecurityException;

/**
 * A way to keep data secret on the way to the holder of a private key. Data is cut into pieces, each sealed by itself
 * and one behind the other. Confined to one thread.
 */
interface Sealing {
    /** Into a new array. */
    byte[] seal(byte[] data) throws GeneralSecurityException;

    /** What {@link #seal} made, into a new array; what was changed on the way throws. */
    byte[] open(byte[] sealed) throws GeneralSecurityException;
}
