package io.gatehouse.manifest;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.BillingGroupApi;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.GroupApi;
import io.gatehouse.control.OperationClient;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.control.SideBySide;
import io.gatehouse.control.TagApi;
import io.gatehouse.control.ThingApi;
import io.gatehouse.control.TypeApi;
import io.gatehouse.manifest.Resource.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a broker has, as resources that say everything of it. */
public final class Export {
    private static final int AT_ONCE = 250;

    private final Live live;

    private Export(Live live) {
        this.live = live;
    }

    /**
     * Asks for all of it, kind by kind and in the order of names. What comes or goes meanwhile is in it or not.
     *
     * @throws Unanswered where the broker does not answer
     */
    public static void each(OperationClient broker, Consumer<Resource> resources) {
        Export export = new Export(new Live(broker));
        for (Kind kind : Kind.values()) {
            List<String> names = export.live.names(kind);
            for (int from = 0; from < names.size(); from += AT_ONCE) {
                List<String> some = names.subList(from, Math.min(names.size(), from + AT_ONCE));
                SideBySide.each(some, name -> export.resource(kind, name)).stream()
                        .filter(Objects::nonNull)
                        .forEach(resources);
            }
        }
    }

    /** As a file has it. */
    public static String text(Resource resource) {
        return ManifestForm.write(resource);
    }

    private @Nullable Resource resource(Kind kind, String name) {
        return switch (kind) {
            case THING_TYPE -> type(live.type(name));
            case POLICY -> policy(live.policy(name));
            case THING_GROUP -> group(live.group(name));
            case BILLING_GROUP -> billingGroup(live.billingGroup(name));
            case PROVISIONING_TEMPLATE -> template(live.template(name));
            case CA_CERTIFICATE -> authority(live.authority(name));
            case CERTIFICATE -> certificate(live.certificate(name));
            case THING -> thing(live.thing(name));
        };
    }

    private Map<String, String> tags(TagApi.Noun noun, String name) {
        return new TreeMap<>(live.tags(noun, name));
    }

    private @Nullable Resource billingGroup(BillingGroupApi.@Nullable View group) {
        return group == null
                ? null
                : new Resource.BillingGroup(
                        group.name(), group.description(), tags(TagApi.Noun.BILLING_GROUP, group.name()));
    }

    private @Nullable Resource type(TypeApi.@Nullable View type) {
        return type == null
                ? null
                : new Resource.ThingType(
                        type.name(),
                        type.description(),
                        type.searchable(),
                        type.propagating(),
                        type.deprecatedAt() != null,
                        tags(TagApi.Noun.THING_TYPE, type.name()));
    }

    private @Nullable Resource policy(PolicyApi.@Nullable View policy) {
        return policy == null
                ? null
                : new Resource.Policy(policy.name(), policy.document(), tags(TagApi.Noun.POLICY, policy.name()));
    }

    private @Nullable Resource group(GroupApi.@Nullable Detail group) {
        if (group == null) {
            return null;
        }
        List<String> path = group.path();
        return new Resource.ThingGroup(
                group.name(),
                path.size() < 2 ? "" : path.get(path.size() - 2),
                group.query(),
                group.description(),
                new TreeMap<>(group.attributes()),
                group.policies(),
                tags(TagApi.Noun.THING_GROUP, group.name()));
    }

    private @Nullable Resource template(ProvisioningTemplateApi.@Nullable View template) {
        return template == null
                ? null
                : new Resource.Template(
                        template.name(),
                        template.description(),
                        template.type(),
                        template.body(),
                        template.enabled(),
                        template.roleArn(),
                        new Resource.Maybe<>(template.hook()),
                        tags(TagApi.Noun.PROVISIONING_TEMPLATE, template.name()));
    }

    /** Without a verification certificate: a proof holds for the code of one broker. */
    private @Nullable Resource authority(AuthorityApi.@Nullable Detail authority) {
        return authority == null
                ? null
                : new Resource.Authority(
                        authority.id(),
                        authority.status(),
                        authority.mode(),
                        authority.autoRegistration(),
                        new Resource.Maybe<>(authority.config()),
                        authority.pem(),
                        null,
                        tags(TagApi.Noun.CA_CERTIFICATE, authority.id()));
    }

    private static @Nullable Resource certificate(CertificateApi.@Nullable Detail certificate) {
        return certificate == null
                ? null
                : new Resource.Certificate(
                        certificate.id(), certificate.status(), certificate.pem(), certificate.policies());
    }

    private @Nullable Resource thing(ThingApi.@Nullable Detail thing) {
        if (thing == null) {
            return null;
        }
        Map<Boolean, List<String>> certificates = thing.certificates().stream()
                .map(CertificateApi.View::id)
                .collect(Collectors.partitioningBy(id -> thing.exclusive().contains(id)));
        return new Resource.Thing(
                thing.name(),
                thing.type() == null ? "" : thing.type(),
                new TreeMap<>(thing.attributes()),
                live.staticOnes(thing.groups()),
                thing.billingGroup() == null ? "" : thing.billingGroup(),
                certificates.get(false),
                certificates.get(true));
    }
}
