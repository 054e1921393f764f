package io.gatehouse.registry;

/**
 * How AWS IoT Core was told to treat a certificate or CA. Kept because its API shows it; decides nothing here, where a
 * certificate is known by its digest with and without SNI.
 */
public enum CertificateMode {
    /** The CA's owner proved that the key is theirs, or the broker issued the certificate itself. */
    DEFAULT,
    /** Registered without such a proof; at AWS a device has to send SNI then. */
    SNI_ONLY
}
