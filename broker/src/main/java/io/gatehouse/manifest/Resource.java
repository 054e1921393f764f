package io.gatehouse.manifest;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.control.TypeApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one resource. A component that is {@code null} is not said anything of and stays as it is; a list
 * or map that is there means these and no others.
 */
public sealed interface Resource {
    /** The nouns, in the order in which one needs the other. */
    enum Kind {
        THING_TYPE("ThingType", "thing-types"),
        POLICY("Policy", "policies"),
        THING_GROUP("ThingGroup", "thing-groups"),
        BILLING_GROUP("BillingGroup", "billing-groups"),
        PROVISIONING_TEMPLATE("ProvisioningTemplate", "provisioning-templates"),
        CA_CERTIFICATE("CACertificate", "ca-certificates"),
        CERTIFICATE("Certificate", "certificates"),
        THING("Thing", "things");

        private final String word;
        private final String folder;

        Kind(String word, String folder) {
            this.word = word;
            this.folder = folder;
        }

        /** As files have it under {@code kind}. */
        public String word() {
            return word;
        }

        /** Where an export has its files. */
        public String folder() {
            return folder;
        }
    }

    Kind kind();

    /** Of a certificate and of an authority its id. */
    String name();

    /**
     * Both together, the later where they differ; lists of attachments that come from several files are added up.
     *
     * @param later of the same kind and name
     */
    Resource merge(Resource later);

    /**
     * A type.
     *
     * @param propagating what messages of its things get
     * @param deprecated whether no more things may be given it
     */
    record ThingType(
            String name,
            @Nullable String description,
            @Nullable List<String> searchable,
            @Nullable List<TypeApi.Propagating> propagating,
            @Nullable Boolean deprecated,
            @Nullable Map<String, String> tags)
            implements Resource {
        @Override
        public Kind kind() {
            return Kind.THING_TYPE;
        }

        @Override
        public Resource merge(Resource later) {
            return later instanceof ThingType(var _, var text, var attributes, var added, var gone, var labels)
                    ? new ThingType(
                            name,
                            later(description, text),
                            later(searchable, attributes),
                            later(propagating, added),
                            later(deprecated, gone),
                            later(tags, labels))
                    : this;
        }
    }

    /** @param document the text of the version in force */
    record Policy(
            String name,
            @Nullable String document,
            @Nullable Map<String, String> tags) implements Resource {
        @Override
        public Kind kind() {
            return Kind.POLICY;
        }

        @Override
        public Resource merge(Resource later) {
            return later instanceof Policy(var _, var text, var labels)
                    ? new Policy(name, later(document, text), later(tags, labels))
                    : this;
        }
    }

    /**
     * A group.
     *
     * @param parent empty for none
     * @param query which things are in it, of a dynamic one
     * @param policies attached to the group itself
     */
    record ThingGroup(
            String name,
            @Nullable String parent,
            @Nullable String query,
            @Nullable String description,
            @Nullable Map<String, String> attributes,
            @Nullable List<String> policies,
            @Nullable Map<String, String> tags)
            implements Resource {
        @Override
        public Kind kind() {
            return Kind.THING_GROUP;
        }

        @Override
        public Resource merge(Resource later) {
            return later
                            instanceof
                            ThingGroup(var _, var above, var asked, var text, var values, var attached, var labels)
                    ? new ThingGroup(
                            name,
                            later(parent, above),
                            later(query, asked),
                            later(description, text),
                            later(attributes, values),
                            both(policies, attached),
                            later(tags, labels))
                    : this;
        }
    }

    record BillingGroup(
            String name,
            @Nullable String description,
            @Nullable Map<String, String> tags) implements Resource {
        @Override
        public Kind kind() {
            return Kind.BILLING_GROUP;
        }

        @Override
        public Resource merge(Resource later) {
            return later instanceof BillingGroup(var _, var text, var labels)
                    ? new BillingGroup(name, later(description, text), later(tags, labels))
                    : this;
        }
    }

    /**
     * What a resource has one of, or none.
     *
     * @param one {@code null} for none, as it stands in a file
     */
    record Maybe<T>(@Nullable T one) {}

    /**
     * A provisioning template.
     *
     * @param body the text of the version that counts
     * @param role kept and shown; there are no roles here
     */
    record Template(
            String name,
            @Nullable String description,
            ProvisioningTemplateApi.@Nullable Type type,
            @Nullable String body,
            @Nullable Boolean enabled,
            @Nullable String role,
            @Nullable Maybe<ProvisioningTemplateApi.Hook> hook,
            @Nullable Map<String, String> tags)
            implements Resource {
        @Override
        public Kind kind() {
            return Kind.PROVISIONING_TEMPLATE;
        }

        @Override
        public Resource merge(Resource later) {
            return later instanceof Template(var _, var text, var use, var json, var on, var arn, var asked, var labels)
                    ? new Template(
                            name,
                            later(description, text),
                            later(type, use),
                            later(body, json),
                            later(enabled, on),
                            later(role, arn),
                            later(hook, asked),
                            later(tags, labels))
                    : this;
        }
    }

    /**
     * A certificate authority.
     *
     * @param name its id, 64 hexadecimal digits in lower case
     * @param config what its devices are provisioned with that come for the first time
     * @param verification PEM of a certificate it signed, with the registration code; needed to register it only
     */
    record Authority(
            String name,
            AuthorityApi.@Nullable Status status,
            AuthorityApi.@Nullable Mode mode,
            @Nullable Boolean autoRegistration,
            @Nullable Maybe<AuthorityApi.Config> config,
            @Nullable String pem,
            @Nullable String verification,
            @Nullable Map<String, String> tags)
            implements Resource {
        @Override
        public Kind kind() {
            return Kind.CA_CERTIFICATE;
        }

        @Override
        public Resource merge(Resource later) {
            return later
                            instanceof
                            Authority(var _, var state, var how, var coming, var with, var text, var proof, var labels)
                    ? new Authority(
                            name,
                            later(status, state),
                            later(mode, how),
                            later(autoRegistration, coming),
                            later(config, with),
                            later(pem, text),
                            later(verification, proof),
                            later(tags, labels))
                    : this;
        }
    }

    /**
     * A certificate.
     *
     * @param name its id, 64 hexadecimal digits in lower case
     * @param status of those that AWS has
     * @param policies attached to the certificate itself
     */
    record Certificate(
            String name,
            @Nullable String status,
            @Nullable String pem,
            @Nullable List<String> policies) implements Resource {
        @Override
        public Kind kind() {
            return Kind.CERTIFICATE;
        }

        @Override
        public Resource merge(Resource later) {
            return later instanceof Certificate(var _, var state, var text, var attached)
                    ? new Certificate(name, later(status, state), later(pem, text), both(policies, attached))
                    : this;
        }
    }

    /**
     * A thing.
     *
     * @param type empty for none
     * @param groups it is in itself
     * @param billingGroup the one it is in; empty for none
     * @param certificates ids of those it is attached to
     * @param exclusive ids of those it is attached to as their only thing
     */
    record Thing(
            String name,
            @Nullable String type,
            @Nullable Map<String, String> attributes,
            @Nullable List<String> groups,
            @Nullable String billingGroup,
            @Nullable List<String> certificates,
            @Nullable List<String> exclusive)
            implements Resource {
        @Override
        public Kind kind() {
            return Kind.THING;
        }

        @Override
        public Resource merge(Resource later) {
            return later instanceof Thing(var _, var kind, var values, var in, var billed, var attached, var only)
                    ? new Thing(
                            name,
                            later(type, kind),
                            later(attributes, values),
                            both(groups, in),
                            later(billingGroup, billed),
                            both(certificates, attached),
                            both(exclusive, only))
                    : this;
        }
    }

    private static <T> @Nullable T later(@Nullable T first, @Nullable T second) {
        return second == null ? first : second;
    }

    private static @Nullable List<String> both(@Nullable List<String> first, @Nullable List<String> second) {
        if (first == null || second == null) {
            return later(first, second);
        }
        Set<String> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return new ArrayList<>(all);
    }

    /** Resources by kind and name, so that what is said of one in several places is found. */
    record Key(Kind kind, String name) {
        static Key of(Resource resource) {
            return new Key(resource.kind(), resource.name());
        }
    }

    /** Of declarations that may name one resource several times, one for each. */
    static List<Declaration> merged(List<Declaration> declarations) {
        Map<Key, Declaration> merged = new LinkedHashMap<>();
        for (Declaration next : declarations) {
            merged.merge(
                    Key.of(next.resource()),
                    next,
                    (first, later) ->
                            new Declaration(first.resource().merge(later.resource()), first.file(), first.position()));
        }
        return List.copyOf(merged.values());
    }
}
