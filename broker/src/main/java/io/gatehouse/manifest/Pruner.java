package io.gatehouse.manifest;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.BillingGroupApi;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.GroupApi;
import io.gatehouse.control.OperationClient;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.PolicyVersionApi;
import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.control.SideBySide;
import io.gatehouse.control.ThingApi;
import io.gatehouse.control.ThingChangeApi;
import io.gatehouse.control.TypeApi;
import io.gatehouse.manifest.Resource.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What goes because it is written nowhere. Certificates stay, and are let in no longer: one that was deleted could be
 * registered by coming again, where its authority allows that.
 */
final class Pruner {
    private final OperationClient broker;
    private final Live live;
    private final Set<Resource.Key> declared;
    private final Set<Kind> kinds;

    Pruner(OperationClient broker, Live live, Set<Resource.Key> declared, Set<Kind> kinds) {
        this.broker = broker;
        this.live = live;
        this.declared = declared;
        this.kinds = kinds;
    }

    /** In an order in which each may go: what hangs on something before it. */
    List<Change> plan() {
        List<Change> changes = new ArrayList<>();
        SideBySide.each(names(Kind.THING), live::thing).stream()
                .filter(Objects::nonNull)
                .forEach(thing -> changes.add(thing(thing)));
        SideBySide.each(names(Kind.CERTIFICATE), live::certificate).stream()
                .filter(Objects::nonNull)
                .map(Pruner::certificate)
                .filter(change -> !change.steps().isEmpty())
                .forEach(changes::add);
        SideBySide.each(names(Kind.THING_GROUP), live::group).stream()
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(
                                (GroupApi.Detail group) -> -group.path().size())
                        .thenComparing(GroupApi.Detail::name))
                .map(group -> new Change.Draft()
                        .step(GroupApi.REMOVE, new GroupApi.Remove(group.name(), true))
                        .removed(Kind.THING_GROUP, group.name()))
                .forEach(changes::add);
        names(Kind.BILLING_GROUP)
                .forEach(name -> changes.add(new Change.Draft()
                        .step(BillingGroupApi.REMOVE, new BillingGroupApi.Name(name))
                        .removed(Kind.BILLING_GROUP, name)));
        // Before templates: one that an authority provisions with stays.
        names(Kind.CA_CERTIFICATE)
                .forEach(id -> changes.add(new Change.Draft()
                        .step(AuthorityApi.REMOVE, new AuthorityApi.Id(id))
                        .removed(Kind.CA_CERTIFICATE, id)));
        names(Kind.PROVISIONING_TEMPLATE)
                .forEach(name -> changes.add(new Change.Draft()
                        .step(ProvisioningTemplateApi.REMOVE, new ProvisioningTemplateApi.Name(name))
                        .removed(Kind.PROVISIONING_TEMPLATE, name)));
        names(Kind.POLICY).forEach(name -> changes.add(policy(name)));
        SideBySide.each(names(Kind.THING_TYPE), live::type).stream()
                .filter(Objects::nonNull)
                .forEach(type -> changes.add(type(type)));
        return changes;
    }

    private List<String> names(Kind kind) {
        return !kinds.contains(kind)
                ? List.of()
                : live.names(kind).stream()
                        .filter(name -> !declared.contains(new Resource.Key(kind, name)))
                        .toList();
    }

    private static Change thing(ThingApi.Detail thing) {
        Change.Draft draft = new Change.Draft();
        thing.certificates()
                .forEach(certificate ->
                        draft.step(ThingChangeApi.DETACH, new ThingChangeApi.Detach(thing.name(), certificate.id())));
        return draft.step(ThingApi.REMOVE, new ThingApi.Remove(thing.name(), false))
                .removed(Kind.THING, thing.name());
    }

    private static Change certificate(CertificateApi.Detail certificate) {
        Change.Draft draft = new Change.Draft();
        if (!Set.of("INACTIVE", "REVOKED").contains(certificate.status())) {
            draft.detail("status " + certificate.status() + " -> INACTIVE; it stays registered")
                    .step(
                            CertificateApi.SET_STATUS,
                            new CertificateApi.SetStatus(certificate.id(), CertificateApi.Status.INACTIVE));
        }
        certificate
                .policies()
                .forEach(policy -> draft.detail("policies -" + policy)
                        .step(PolicyApi.DETACH, new PolicyApi.Attachment(policy, certificate.id(), null)));
        return draft.removed(Kind.CERTIFICATE, certificate.id());
    }

    /** A policy goes with its last version. */
    private Change policy(String name) {
        Change.Draft draft = new Change.Draft();
        Unanswered.done(broker.call(PolicyVersionApi.LIST, new PolicyApi.Name(name))).versions().stream()
                .filter(version -> !version.inForce())
                .forEach(version ->
                        draft.step(PolicyVersionApi.REMOVE, new PolicyVersionApi.Version(name, version.version())));
        return draft.step(PolicyApi.REMOVE, new PolicyApi.Name(name)).removed(Kind.POLICY, name);
    }

    private static Change type(TypeApi.View type) {
        Change.Draft draft = new Change.Draft();
        if (type.deprecatedAt() == null) {
            draft.step(TypeApi.DEPRECATE, new TypeApi.Deprecate(type.name(), false));
        }
        return draft.step(TypeApi.REMOVE, new TypeApi.Name(type.name())).removed(Kind.THING_TYPE, type.name());
    }
}
