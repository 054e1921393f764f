package io.gatehouse.registry;

/**
 * Whether a registered certificate is let in. Only {@link #ACTIVE} is.
 *
 * <p>What an operator may do: {@code ACTIVE} and {@code INACTIVE} change into each other and into {@code REVOKED};
 * {@code PENDING_ACTIVATION} changes into all three. {@code REVOKED} is final: a certificate is revoked because its key
 * is in the wrong hands, and that does not heal. The two pending states are results of provisioning and of transfer,
 * and are never set by hand.
 */
public enum CertificateStatus {
    ACTIVE,
    INACTIVE,
    REVOKED,
    /** Registered by the device's own first connection or by provisioning; waits for a decision. */
    PENDING_ACTIVATION,
    /** Offered to another owner; waits until it is accepted or rejected. */
    PENDING_TRANSFER;

    /** True when an operator may ask for this status at all. */
    public boolean settable() {
        return switch (this) {
            case ACTIVE, INACTIVE, REVOKED -> true;
            case PENDING_ACTIVATION, PENDING_TRANSFER -> false;
        };
    }

    /** True when an operator may change this status into {@code next}; staying the same is not a change. */
    public boolean mayBecome(CertificateStatus next) {
        if (this == next || !next.settable()) {
            return false;
        }
        return switch (this) {
            case ACTIVE, INACTIVE, PENDING_ACTIVATION -> true;
            case REVOKED, PENDING_TRANSFER -> false;
        };
    }
}
