package io.gatehouse.registry;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device as a provisioning template wants it, all values known: a thing, a certificate and policies for it. What is
 * there already stays as it is unless an {@link OnExisting} says otherwise.
 *
 * @param thing null for none
 * @param policies each once, by name
 */
public record ThingRegistration(
        @Nullable WantedThing thing, WantedCertificate certificate, List<WantedPolicy> policies) {
    public ThingRegistration {
        policies = List.copyOf(policies);
    }

    /** What becomes of something that is there already and is not as the template wants it. */
    public enum OnExisting {
        DO_NOTHING,
        REPLACE,
        /** Attributes and groups only: what is there and what is wanted together; a wanted attribute counts. */
        MERGE,
        /** Nothing of the whole registration is done. */
        FAIL
    }

    /**
     * The thing.
     *
     * @param attributes null: the template says nothing of them; an empty value takes one away
     * @param typeName null: the template says nothing of it
     * @param groups null: the template says nothing of them
     * @param billingGroup for a thing that is new; null: the template says nothing of it
     * @param mayBeAnothers whether a thing that has another certificate may get this one too
     */
    public record WantedThing(
            String name,
            @Nullable Map<String, String> attributes,
            @Nullable String typeName,
            @Nullable List<String> groups,
            @Nullable String billingGroup,
            OnExisting onAttributes,
            OnExisting onType,
            OnExisting onGroups,
            boolean mayBeAnothers) {
        public WantedThing {
            attributes = attributes == null ? null : Map.copyOf(attributes);
            groups = groups == null ? null : List.copyOf(groups);
        }
    }

    /**
     * The certificate.
     *
     * @param status ACTIVE or INACTIVE. One that waits for its activation gets it in any case
     */
    public record WantedCertificate(Source source, CertificateStatus status, OnExisting onStatus) {}

    /** Which certificate it is. */
    public sealed interface Source {
        /** One that is registered. */
        record Registered(String id) implements Source {}

        /**
         * One of a registered CA; registered already, or from now on.
         *
         * @param caPem which CA, where several have one subject and key; null to find it
         */
        record Signed(String pem, @Nullable String caPem) implements Source {}

        /** One that this broker has just issued. */
        record Issued(X509Certificate certificate) implements Source {}
    }

    /**
     * A policy.
     *
     * @param document of a policy that is new, or there with that very document in force; null for one that is there
     */
    public record WantedPolicy(String name, @Nullable String document) {}

    /**
     * What {@link Registry#registerThing} made of it.
     *
     * @param fresh false where all of it was there already
     */
    public record Registered(@Nullable Thing thing, Certificate certificate, List<Policy> policies, boolean fresh) {
        public Registered {
            policies = List.copyOf(policies);
        }
    }
}
