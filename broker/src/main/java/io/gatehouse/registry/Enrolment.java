package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * A device that is to be known: a thing, its certificate, and what binds them. What is there of it already stays; what
 * is missing is added, so that asking again changes nothing.
 *
 * @param thingName of a thing that exists, or of a new one without type and attributes
 * @param certificate DER or PEM
 * @param status of a certificate that is new; one that is registered must have it
 * @param policyName of a policy that exists, to be attached; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object, never compared
public record Enrolment(
        String thingName,
        byte[] certificate,
        CertificateStatus status,
        @Nullable String policyName) {
    /**
     * What {@link BulkChanges#enrol} made of it.
     *
     * @param fresh false where all of it was there already
     */
    public record Enrolled(Thing thing, Certificate certificate, boolean fresh) {}
}
