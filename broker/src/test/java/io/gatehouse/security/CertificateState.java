package io.gatehouse.security;

import io.gatehouse.TestDevice;
import io.gatehouse.registry.CertificateStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What can be the matter with a certificate, and how it comes to that. */
enum CertificateState {
    ACTIVE("active") {
        @Override
        void enter(CertificateGround ground, TestDevice device) {
            // it is
        }
    },
    INACTIVE("inactive") {
        @Override
        void enter(CertificateGround ground, TestDevice device) {
            ground.setStatus(device, CertificateStatus.INACTIVE);
        }
    },
    REVOKED("revoked") {
        @Override
        void enter(CertificateGround ground, TestDevice device) {
            ground.setStatus(device, CertificateStatus.REVOKED);
        }
    },
    EXPIRED("expired") {
        @Override
        TestDevice device(CertificateGround ground, String name) {
            Instant now = Instant.now();
            return ground.known(Certificates.valid(name, now.minusSeconds(60), now.plus(Duration.ofMinutes(10))));
        }

        @Override
        void enter(CertificateGround ground, TestDevice device) {
            ground.moveCalendar(Duration.ofMinutes(20));
        }

        @Override
        void leave(CertificateGround ground) {
            ground.moveCalendar(Duration.ZERO);
        }
    },
    /** Issued by an authority that is registered; deleted, or never registered itself. */
    UNKNOWN("unknown") {
        @Override
        TestDevice fresh(CertificateGround ground, String name) {
            return ground.issued(name);
        }

        @Override
        void enter(CertificateGround ground, TestDevice device) {
            ground.setStatus(device, CertificateStatus.INACTIVE); // else it cannot be deleted
        }

        @Override
        void follow(CertificateGround ground, TestDevice device) {
            ground.delete(device);
        }

        @Override
        void enterAndSettle(CertificateGround ground, TestDevice device) {
            enter(ground, device);
            follow(ground, device);
        }
    },
    REVOKED_BY_CRL("CRL-revoked") {
        @Override
        void enter(CertificateGround ground, TestDevice device) {
            ground.revokeByCrl(device);
        }

        @Override
        void enterAndSettle(CertificateGround ground, TestDevice device) throws IOException {
            ground.revokeByCrlAndWait(device);
        }
    },
    /** And registered nowhere. */
    SELF_SIGNED("self-signed") {
        @Override
        TestDevice device(CertificateGround ground, String name) {
            return Certificates.valid(
                    name, Instant.now().minusSeconds(60), Instant.now().plusSeconds(600));
        }

        @Override
        boolean isLetInBefore() {
            return false;
        }
    },
    /** Signed with the key of a device that is registered and active, whose certificate is sent along. */
    LEAF_AS_CA("leaf as CA") {
        @Override
        TestDevice device(CertificateGround ground, String name) {
            return Certificates.derivedFrom(ground.known(ground.issued(name)));
        }

        @Override
        boolean isLetInBefore() {
            return false;
        }
    };

    private final String words;

    CertificateState(String words) {
        this.words = words;
    }

    /** As it stands in the table. */
    String words() {
        return words;
    }

    /** One that is let in, where one can be that comes into this state. */
    TestDevice device(CertificateGround ground, String name) {
        return ground.known(ground.issued(name));
    }

    /** One that is in this state, and never connected before it was. */
    TestDevice fresh(CertificateGround ground, String name) throws IOException {
        TestDevice device = device(ground, name);
        enterAndSettle(ground, device);
        return device;
    }

    void enter(CertificateGround ground, TestDevice device) {
        // nothing can be done to one that is not registered
    }

    /** What is done behind it; a connection that is not over by then ends for this or for that. */
    void follow(CertificateGround ground, TestDevice device) {
        // mostly nothing
    }

    /** Returns when the broker has done about it what it does. */
    void enterAndSettle(CertificateGround ground, TestDevice device) throws IOException {
        enter(ground, device);
    }

    /** Makes good again what concerns others. */
    void leave(CertificateGround ground) {
        // nothing does
    }

    boolean isLetInBefore() {
        return true;
    }
}
