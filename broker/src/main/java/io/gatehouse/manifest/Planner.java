package io.gatehouse.manifest;

import io.gatehouse.control.BillingGroupApi;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.GroupApi;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.TagApi;
import io.gatehouse.control.ThingApi;
import io.gatehouse.control.ThingChangeApi;
import io.gatehouse.control.TypeApi;
import io.gatehouse.json.Json;
import io.gatehouse.manifest.Resource.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds one resource against what a broker has. Any thread. */
final class Planner {
    private static final String ACTIVE = "ACTIVE";
    private static final String INACTIVE = "INACTIVE";
    private static final String REVOKED = "REVOKED";
    private static final Set<String> PENDING = Set.of("PENDING_ACTIVATION", "PENDING_TRANSFER", "REGISTER_INACTIVE");

    private final Live live;
    private final Set<Resource.Key> declared;
    private final Set<String> dynamic;
    private final Wishes wishes;
    private final TagPlanner tags;
    private final TemplatePlanner templates;
    private final AuthorityPlanner authorities;

    /**
     * @param declared what is written, all of which will be there
     * @param dynamic names of groups that are written with a query
     */
    Planner(Live live, Set<Resource.Key> declared, Set<String> dynamic, Wishes wishes) {
        this.live = live;
        this.declared = declared;
        this.dynamic = dynamic;
        this.wishes = wishes;
        this.tags = new TagPlanner(live, wishes);
        this.templates = new TemplatePlanner(live, tags);
        this.authorities = new AuthorityPlanner(live, tags, wishes);
    }

    /** A resource that cannot become as it is written. */
    static final class Impossible extends Exception {
        private static final long serialVersionUID = 1;

        Impossible(String why) {
            super(why, null, false, false);
        }

        /** Of a member that stays as a resource was made with it. */
        static Impossible fixed(String member, String now) {
            return new Impossible(member + ": other than it is there (expected: " + Json.quoted(now)
                    + ", which cannot be changed; take the resource away and create it anew)");
        }
    }

    Change plan(Declaration declaration) throws Impossible {
        return switch (declaration.resource()) {
            case Resource.ThingType type -> type(declaration, type);
            case Resource.Policy policy -> policy(declaration, policy);
            case Resource.ThingGroup group -> group(declaration, group);
            case Resource.BillingGroup group -> billingGroup(declaration, group);
            case Resource.Template template -> templates.plan(declaration, template);
            case Resource.Authority authority -> {
                require(Kind.PROVISIONING_TEMPLATE, authorities.template(authority), "registrationConfig.templateName");
                yield authorities.plan(declaration, authority);
            }
            case Resource.Certificate certificate -> certificate(declaration, certificate);
            case Resource.Thing thing -> thing(declaration, thing);
        };
    }

    private void require(Kind kind, @Nullable List<String> names, String member) throws Impossible {
        for (String name : names == null ? List.<String>of() : names) {
            Resource.Key key = new Resource.Key(kind, name);
            if (!declared.contains(key) && !live.has(key)) {
                throw new Impossible(member + ": " + name + " (expected: one that is written or there already)");
            }
        }
    }

    // ---- Types

    private Change type(Declaration declaration, Resource.ThingType wanted) throws Impossible {
        TypeApi.View now = live.type(wanted.name());
        Change.Draft draft = new Change.Draft();
        if (now == null) {
            draft.step(
                    TypeApi.CREATE,
                    new TypeApi.Create(wanted.name(), wanted.description(), wanted.searchable(), wanted.propagating()));
            tags.plan(draft, TagApi.Noun.THING_TYPE, wanted.name(), wanted.tags(), false);
            if (Boolean.TRUE.equals(wanted.deprecated())) {
                // Last: things may be given it before.
                draft.lastStep(TypeApi.DEPRECATE, new TypeApi.Deprecate(wanted.name(), false));
            }
            return draft.added(declaration);
        }
        if (wanted.description() != null && !wanted.description().equals(now.description())) {
            throw Impossible.fixed("thingTypeDescription", now.description());
        }
        if (wanted.searchable() != null && !Set.copyOf(wanted.searchable()).equals(Set.copyOf(now.searchable()))) {
            throw Impossible.fixed("searchableAttributes", String.join(", ", now.searchable()));
        }
        if (wanted.propagating() != null && !wanted.propagating().equals(now.propagating())) {
            draft.detail("propagatingAttributes")
                    .step(TypeApi.UPDATE, new TypeApi.Update(wanted.name(), wanted.propagating()));
        }
        tags.plan(draft, TagApi.Noun.THING_TYPE, wanted.name(), wanted.tags(), true);
        boolean deprecated = now.deprecatedAt() != null;
        if (wanted.deprecated() != null && wanted.deprecated() != deprecated) {
            draft.detail("deprecated " + deprecated + " -> " + wanted.deprecated());
            var change = new TypeApi.Deprecate(wanted.name(), deprecated);
            if (deprecated) {
                draft.step(TypeApi.DEPRECATE, change);
            } else {
                draft.lastStep(TypeApi.DEPRECATE, change);
            }
        }
        return draft.changed(declaration);
    }

    // ---- Policies

    private Change policy(Declaration declaration, Resource.Policy wanted) throws Impossible {
        PolicyApi.View now = live.policy(wanted.name());
        Change.Draft draft = new Change.Draft();
        String document = wanted.document();
        if (now == null && document == null) {
            throw new Impossible("policyDocument: missing (expected: a document; there is no such policy yet)");
        }
        if (document != null && (now == null || !Documents.same(document, now.document()))) {
            draft.step(PolicyApi.PUT, new PolicyApi.Put(wanted.name(), document));
            if (now != null) {
                draft.detail("policyDocument");
            }
        }
        tags.plan(draft, TagApi.Noun.POLICY, wanted.name(), wanted.tags(), now != null);
        return now == null ? draft.added(declaration) : draft.changed(declaration);
    }

    // ---- Groups

    private Change group(Declaration declaration, Resource.ThingGroup wanted) throws Impossible {
        String parent = wanted.parent();
        if (parent != null && !parent.isEmpty()) {
            require(Kind.THING_GROUP, List.of(parent), "parentGroupName");
        }
        require(Kind.POLICY, wanted.policies(), "policies");
        GroupApi.Detail now = live.group(wanted.name());
        Change.Draft draft = new Change.Draft();
        if (now == null) {
            draft.step(
                    GroupApi.CREATE,
                    new GroupApi.Create(
                            wanted.name(),
                            parent == null || parent.isEmpty() ? null : parent,
                            wanted.query(),
                            wanted.description(),
                            wanted.attributes()));
            groupPolicies(draft, wanted, List.of());
            tags.plan(draft, TagApi.Noun.THING_GROUP, wanted.name(), wanted.tags(), false);
            return draft.added(declaration);
        }
        String above = now.path().size() < 2 ? "" : now.path().get(now.path().size() - 2);
        if (parent != null && !parent.equals(above)) {
            throw Impossible.fixed("parentGroupName", above);
        }
        String query = wanted.query();
        if (query != null && now.query() == null) {
            throw Impossible.fixed("queryString", "");
        }
        Map<String, String> attributes = attributes(wanted.attributes(), now.attributes());
        String description = wanted.description();
        boolean otherWords = description != null && !description.equals(now.description());
        boolean otherQuery = query != null && !query.equals(now.query());
        if (otherWords || otherQuery || attributes != null) {
            draft.step(
                    GroupApi.UPDATE,
                    new GroupApi.Update(
                            wanted.name(), otherQuery ? query : null, otherWords ? description : null, attributes));
            List<String> words = new ArrayList<>();
            if (otherQuery) {
                words.add("queryString");
            }
            if (otherWords) {
                words.add("thingGroupDescription");
            }
            if (attributes != null) {
                words.add("attributes");
            }
            draft.detail(String.join(", ", words));
        }
        groupPolicies(draft, wanted, now.policies());
        tags.plan(draft, TagApi.Noun.THING_GROUP, wanted.name(), wanted.tags(), true);
        return draft.changed(declaration);
    }

    /** @return what is to be there from now on, {@code null} where that is there already */
    private @Nullable Map<String, String> attributes(@Nullable Map<String, String> wanted, Map<String, String> now) {
        if (wanted == null) {
            return null;
        }
        Map<String, String> all = wishes.additive() ? new TreeMap<>(now) : new TreeMap<>();
        all.putAll(wanted);
        return all.equals(new TreeMap<>(now)) ? null : all;
    }

    private void groupPolicies(Change.Draft draft, Resource.ThingGroup wanted, List<String> now) {
        differences(
                draft,
                "policies",
                wanted.policies(),
                now,
                policy -> draft.step(GroupApi.ATTACH, new GroupApi.Binding(wanted.name(), policy)),
                policy -> draft.step(GroupApi.DETACH, new GroupApi.Binding(wanted.name(), policy)));
    }

    /** What is missing first, so that a device that changes its policies is not put out in between. */
    private void differences(
            Change.Draft draft,
            String what,
            @Nullable List<String> wanted,
            List<String> now,
            Consumer<String> add,
            Consumer<String> remove) {
        if (wanted == null) {
            return;
        }
        List<String> missing = wanted.stream().filter(one -> !now.contains(one)).toList();
        List<String> extra = wishes.additive()
                ? List.of()
                : now.stream().filter(one -> !wanted.contains(one)).toList();
        missing.forEach(add);
        extra.forEach(remove);
        List<String> words = new ArrayList<>();
        missing.forEach(one -> words.add("+" + one));
        extra.forEach(one -> words.add("-" + one));
        if (!words.isEmpty()) {
            draft.detail(what + " " + String.join(" ", words));
        }
    }

    // ---- Billing groups and tags

    private Change billingGroup(Declaration declaration, Resource.BillingGroup wanted) {
        BillingGroupApi.View now = live.billingGroup(wanted.name());
        Change.Draft draft = new Change.Draft();
        String description = wanted.description();
        if (now == null) {
            draft.step(BillingGroupApi.CREATE, new BillingGroupApi.Create(wanted.name(), description));
        } else if (description != null && !description.equals(now.description())) {
            draft.detail("billingGroupDescription")
                    .step(BillingGroupApi.UPDATE, new BillingGroupApi.Update(wanted.name(), description));
        }
        tags.plan(draft, TagApi.Noun.BILLING_GROUP, wanted.name(), wanted.tags(), now != null);
        return now == null ? draft.added(declaration) : draft.changed(declaration);
    }

    // ---- Certificates

    private Change certificate(Declaration declaration, Resource.Certificate wanted) throws Impossible {
        require(Kind.POLICY, wanted.policies(), "policies");
        String status = wanted.status();
        if (status != null && !Set.of(ACTIVE, INACTIVE, REVOKED).contains(status) && !PENDING.contains(status)) {
            throw new Impossible("status: " + Json.quoted(status) + " (expected: ACTIVE, INACTIVE or REVOKED)");
        }
        String pem = wanted.pem();
        if (pem != null && !wanted.name().equals(CertificateId.of(pem))) {
            throw new Impossible(
                    "certificatePem: of another certificate, or of none (expected: that of " + wanted.name() + ")");
        }
        CertificateApi.Detail now = live.certificate(wanted.name());
        Change.Draft draft = new Change.Draft();
        if (now == null) {
            if (pem == null) {
                throw new Impossible("certificatePem: missing (expected: PEM; the certificate is not registered yet)");
            }
            draft.step(CertificateApi.REGISTER, new CertificateApi.Register(pem, ACTIVE.equals(status), null, null));
            if (REVOKED.equals(status)) {
                draft.step(
                        CertificateApi.SET_STATUS,
                        new CertificateApi.SetStatus(wanted.name(), CertificateApi.Status.REVOKED));
            }
            certificatePolicies(draft, wanted, List.of());
            return draft.added(declaration);
        }
        if (status != null && !PENDING.contains(status) && !status.equals(now.status())) {
            if (status.equals(ACTIVE) && !wishes.reactivates()) {
                throw new Impossible("status: ACTIVE, and it is " + now.status()
                        + " (expected: that; or let it in again with --reactivate-certificates)");
            }
            draft.detail("status " + now.status() + " -> " + status)
                    .step(
                            CertificateApi.SET_STATUS,
                            new CertificateApi.SetStatus(wanted.name(), CertificateApi.Status.valueOf(status)));
        }
        certificatePolicies(draft, wanted, now.policies());
        return draft.changed(declaration);
    }

    private void certificatePolicies(Change.Draft draft, Resource.Certificate wanted, List<String> now) {
        differences(
                draft,
                "policies",
                wanted.policies(),
                now,
                policy -> draft.step(PolicyApi.ATTACH, new PolicyApi.Attachment(policy, wanted.name(), null)),
                policy -> draft.step(PolicyApi.DETACH, new PolicyApi.Attachment(policy, wanted.name(), null)));
    }

    // ---- Things

    /** Print-outs of AWS name dynamic groups too. */
    private List<String> staticOnes(List<String> groups) {
        return live.staticOnes(groups).stream()
                .filter(group -> !dynamic.contains(group))
                .toList();
    }

    private Change thing(Declaration declaration, Resource.Thing wanted) throws Impossible {
        String type = wanted.type();
        if (type != null && !type.isEmpty()) {
            require(Kind.THING_TYPE, List.of(type), "thingTypeName");
        }
        require(Kind.THING_GROUP, wanted.groups(), "thingGroups");
        String billingGroup = wanted.billingGroup();
        if (billingGroup != null && !billingGroup.isEmpty()) {
            require(Kind.BILLING_GROUP, List.of(billingGroup), "billingGroupName");
        }
        require(Kind.CERTIFICATE, wanted.certificates(), "certificates");
        require(Kind.CERTIFICATE, wanted.exclusive(), "exclusiveCertificates");
        ThingApi.Detail now = live.thing(wanted.name());
        Change.Draft draft = new Change.Draft();
        if (now == null) {
            draft.step(
                    ThingChangeApi.ADD,
                    new ThingChangeApi.Add(
                            wanted.name(),
                            type == null || type.isEmpty() ? null : type,
                            wanted.attributes() == null ? Map.of() : wanted.attributes()));
            billed(draft, wanted, "");
            belonging(draft, wanted, List.of(), Map.of());
            return draft.added(declaration);
        }
        Map<String, String> attributes = attributes(wanted.attributes(), now.attributes());
        boolean otherType = type != null && !type.equals(now.type() == null ? "" : now.type());
        if (otherType || attributes != null) {
            draft.step(
                    ThingChangeApi.UPDATE,
                    new ThingChangeApi.Update(
                            wanted.name(),
                            otherType && type != null && !type.isEmpty() ? type : null,
                            otherType && type != null && type.isEmpty(),
                            attributes == null ? Map.of() : change(now.attributes(), attributes)));
            draft.detail(
                    !otherType ? "attributes" : attributes == null ? "thingTypeName" : "thingTypeName, attributes");
        }
        Map<String, Boolean> certificates = new HashMap<>();
        now.certificates()
                .forEach(one -> certificates.put(one.id(), now.exclusive().contains(one.id())));
        billed(draft, wanted, now.billingGroup() == null ? "" : now.billingGroup());
        belonging(draft, wanted, live.staticOnes(now.groups()), certificates);
        return draft.changed(declaration);
    }

    /** A thing leaves a billing group before it is in another. */
    private static void billed(Change.Draft draft, Resource.Thing wanted, String now) {
        String group = wanted.billingGroup();
        if (group == null || group.equals(now)) {
            return;
        }
        if (!now.isEmpty()) {
            draft.step(BillingGroupApi.REMOVE_THING, new BillingGroupApi.Member(now, wanted.name()));
        }
        if (!group.isEmpty()) {
            draft.step(BillingGroupApi.ADD_THING, new BillingGroupApi.Member(group, wanted.name()));
        }
        draft.detail("billingGroupName " + (group.isEmpty() ? "-" + now : "+" + group));
    }

    /** What leads from one to the other: an attribute without value goes. */
    private static Map<String, String> change(Map<String, String> now, Map<String, String> wanted) {
        Map<String, String> change = new TreeMap<>();
        now.keySet().forEach(name -> change.put(name, ""));
        change.putAll(wanted);
        change.entrySet().removeIf(entry -> entry.getValue().equals(now.get(entry.getKey())));
        return change;
    }

    /** @param certificates that it has now, and whether as their only thing */
    private void belonging(
            Change.Draft draft, Resource.Thing wanted, List<String> groups, Map<String, Boolean> certificates) {
        String name = wanted.name();
        differences(
                draft,
                "thingGroups",
                wanted.groups() == null ? null : staticOnes(wanted.groups()),
                groups,
                group -> draft.step(GroupApi.ADD_THINGS, new GroupApi.Members(group, List.of(name))),
                group -> draft.step(GroupApi.REMOVE_THINGS, new GroupApi.Members(group, List.of(name))));
        List<String> plain = wanted.certificates();
        List<String> exclusive = wanted.exclusive() == null ? List.of() : wanted.exclusive();
        if (plain == null && wanted.exclusive() == null) {
            return;
        }
        Set<String> all = new LinkedHashSet<>(plain == null ? List.of() : plain);
        all.addAll(exclusive);
        for (String id : all) { // one that is attached, in the other way, is detached first
            Boolean only = certificates.get(id);
            if (only != null && only != exclusive.contains(id)) {
                draft.detail("exclusive " + id)
                        .step(ThingChangeApi.DETACH, new ThingChangeApi.Detach(name, id))
                        .step(ThingChangeApi.ATTACH, new ThingChangeApi.Attach(name, id, exclusive.contains(id)));
            }
        }
        differences(
                draft,
                "certificates",
                List.copyOf(all),
                certificates.keySet().stream().sorted().toList(),
                id -> draft.step(ThingChangeApi.ATTACH, new ThingChangeApi.Attach(name, id, exclusive.contains(id))),
                id -> draft.step(ThingChangeApi.DETACH, new ThingChangeApi.Detach(name, id)));
    }
}
