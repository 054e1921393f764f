package io.gatehouse.registry;

import io.gatehouse.engine.Key;

/** Where each record is in the store. The first part is the table. */
final class Keys {
    static final Key THINGS = Key.of("thing");
    static final Key CERTIFICATES = Key.of("certificate");
    static final Key CAS = Key.of("ca");
    static final Key POLICIES = Key.of("policy");
    static final Key POLICY_VERSIONS = Key.of("policy-version");
    static final Key THING_TYPES = Key.of("thing-type");
    static final Key GROUPS = Key.of("thing-group");
    static final Key BILLING_GROUPS = Key.of("billing-group");
    static final Key GROUP_POLICIES = Key.of("group-policy");
    static final Key TEMPLATES = Key.of("provisioning-template");
    static final Key TAGS = Key.of("tags");
    static final Key REGISTRATION_CODE = Key.of("registration-code");
    static final Key EVENT_CONFIGURATION = Key.of("event-configuration");
    static final Key THING_ATTACHMENTS = Key.of("thing-attachment");
    static final Key POLICY_ATTACHMENTS = Key.of("policy-attachment");

    private Keys() {}

    static Key thing(String name) {
        return Key.of(THINGS.name(), name);
    }

    static Key certificate(String id) {
        return Key.of(CERTIFICATES.name(), id);
    }

    static Key ca(String id) {
        return Key.of(CAS.name(), id);
    }

    static Key policy(String name) {
        return Key.of(POLICIES.name(), name);
    }

    static Key policyVersion(String policy, long number) {
        return Key.of(POLICY_VERSIONS.name(), policy, Long.toString(number));
    }

    static Key thingType(String name) {
        return Key.of(THING_TYPES.name(), name);
    }

    static Key group(String name) {
        return Key.of(GROUPS.name(), name);
    }

    static Key billingGroup(String name) {
        return Key.of(BILLING_GROUPS.name(), name);
    }

    static Key template(String name) {
        return Key.of(TEMPLATES.name(), name);
    }

    static Key tags(TaggedResource resource) {
        return Key.of(TAGS.name(), resource.table(), resource.name());
    }

    static Key groupPolicy(String policy, String group) {
        return Key.of(GROUP_POLICIES.name(), policy, group);
    }

    static Key attachment(Attachment attachment) {
        Key table = attachment.kind() == Kind.THING ? THING_ATTACHMENTS : POLICY_ATTACHMENTS;
        return Key.of(table.name(), attachment.name(), attachment.certificateId());
    }
}
