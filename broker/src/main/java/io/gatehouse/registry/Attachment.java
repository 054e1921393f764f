package io.gatehouse.registry;

import io.gatehouse.engine.Change;

/**
 * A policy or a thing bound to a certificate.
 *
 * @param kind {@link Kind#POLICY} or {@link Kind#THING}
 * @param name of the policy or thing
 */
public record Attachment(Kind kind, String name, String certificateId) {
    /** The record of a new one; of a thing, beside others. */
    Change creation() {
        return new Change.Create(Keys.attachment(this), StoredForm.ofAttachment());
    }
}
