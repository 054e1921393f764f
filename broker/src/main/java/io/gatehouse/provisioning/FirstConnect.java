package io.gatehouse.provisioning;

import io.gatehouse.registry.Certificate;

/** What came of a certificate that a device presented and that is not ACTIVE, or not known. */
public sealed interface FirstConnect {
    /** It waits for somebody to activate it, who has been told. */
    record Waiting(Certificate certificate) implements FirstConnect {}

    /** All that its CA's template wants is there; the device is let in when it comes again. */
    record Provisioned(ThingProvisioning.Provisioned what) implements FirstConnect {}

    /**
     * It is registered and waits; its CA's template could not be followed.
     *
     * @param problem for the operator, not for the device
     */
    record NotProvisioned(Certificate certificate, String problem) implements FirstConnect {}

    /** It is nobody's here who registers by coming. */
    record Stranger(String problem) implements FirstConnect {}

    /** Too many come at once, or the same one a second time meanwhile; the device will come again. */
    record Later(String problem) implements FirstConnect {}
}
