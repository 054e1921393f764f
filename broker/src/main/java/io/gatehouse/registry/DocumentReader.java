package io.gatehouse.registry;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.Position;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RegistryDocument} writes, or what somebody made of it, against the registry as it is. One use, one
 * thread.
 *
 * <p>Versions and times are taken for what is new. What exists and has the same content stays as it is, so that reading
 * back an older text of the same registry changes nothing; what changes counts its version on.
 */
final class DocumentReader {
    /** Of one text; more is what backups are for. */
    static final int MOST_CHARACTERS = 64 * 1024 * 1024;

    private static final JsonLimits LIMITS = new JsonLimits(MOST_CHARACTERS, 8, 1 << 18, 1024, 16_000_000);
    private static final int MOST_PROBLEMS = 20;

    private final Index before;
    private final PolicyScope scope;
    private final RegistryLimits limits;
    private final Instant now;
    private final RegistryRecords records = new RegistryRecords();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> types = new HashSet<>();
    private final Set<String> policies = new HashSet<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private int dynamicGroups;
    private final Set<String> billingGroups = new HashSet<>();
    private final Set<String> templates = new HashSet<>();
    private final Set<String> things = new HashSet<>();
    private final Set<String> cas = new HashSet<>();
    private final Set<String> certificates = new HashSet<>();

    private DocumentReader(Index before, PolicyScope scope, RegistryLimits limits, Instant now) {
        this.before = before;
        this.scope = scope;
        this.limits = limits;
        this.now = now;
    }

    /** What came of reading. */
    sealed interface Result {
        record Read(RegistryRecords records) implements Result {}

        /** Each with line and column; the first ones. */
        record Malformed(List<String> problems) implements Result {}
    }

    private record Group(@Nullable String parent, boolean isDynamic, Position position) {}

    static Result read(String text, Index before, PolicyScope scope, RegistryLimits limits, Instant now) {
        return switch (Json.parse(text, LIMITS)) {
            case JsonParse.Malformed(var position, var message) ->
                new Result.Malformed(List.of(position + ": " + message));
            case JsonParse.Parsed(JsonValue value) -> new DocumentReader(before, scope, limits, now).read(value);
        };
    }

    private Result read(JsonValue value) {
        try {
            DocumentFields all = DocumentFields.of(
                    value,
                    Set.of(
                            "gatehouse",
                            "format",
                            "thingTypes",
                            "policies",
                            "thingGroups",
                            "billingGroups",
                            "provisioningTemplates",
                            "things",
                            "certificateAuthorities",
                            "certificates"));
            if (!all.text("gatehouse").equals("registry")) {
                throw all.problem("gatehouse", "gatehouse: another document (expected: registry)");
            }
            if (all.number("format") != RegistryDocument.FORMAT) {
                throw all.problem(
                        "format", "format: " + all.number("format") + " (expected: " + RegistryDocument.FORMAT + ")");
            }
            each(all, "thingTypes", this::type);
            each(all, "policies", this::policy);
            each(all, "thingGroups", this::group);
            groups.forEach((name, group) -> guarded(() -> checkParents(name, group)));
            each(all, "billingGroups", this::billingGroup);
            each(all, "provisioningTemplates", this::template);
            each(all, "things", this::thing);
            each(all, "certificateAuthorities", this::ca);
            each(all, "certificates", this::certificate);
        } catch (DocumentFields.Problem problem) {
            problems.add(problem.getMessage());
        }
        return problems.isEmpty() ? new Result.Read(records) : new Result.Malformed(problems);
    }

    private void each(DocumentFields all, String list, Consumer<JsonValue> element) {
        all.list(list).forEach(value -> guarded(() -> element.accept(value)));
    }

    /** One problem does not hide the next; a hundred of one kind need not be shown. */
    private void guarded(Runnable reading) {
        if (problems.size() < MOST_PROBLEMS) {
            try {
                reading.run();
            } catch (DocumentFields.Problem problem) {
                problems.add(problem.getMessage());
            }
        }
    }

    private static void require(DocumentFields fields, String member, @Nullable String problem) {
        if (problem != null) {
            throw fields.problem(member, problem);
        }
    }

    private static String name(
            DocumentFields fields, String member, Set<String> seen, Function<String, @Nullable String> check) {
        String name = fields.text(member);
        require(fields, member, check.apply(name));
        if (!seen.add(name)) {
            throw fields.problem(member, member + ": " + Json.quoted(name) + " a second time (expected: each once)");
        }
        return name;
    }

    private void type(JsonValue value) {
        DocumentFields fields = DocumentFields.of(
                value,
                Set.of(
                        "name",
                        "description",
                        "searchableAttributes",
                        "propagatingAttributes",
                        "tags",
                        "createdAt",
                        "deprecatedAt"));
        String name = name(fields, "name", types, Names::thingType);
        String description = fields.text("description", "");
        require(fields, "description", Names.description(description));
        List<String> searchable = fields.texts("searchableAttributes");
        require(fields, "searchableAttributes", Names.searchable(searchable));
        List<PropagatingAttribute> propagating = PropagatingReading.of(fields);
        Instant deprecatedAt = fields.timeOrNull("deprecatedAt");
        ThingType existing = before.types().of(name);
        boolean same = existing != null
                && existing.description().equals(description)
                && existing.searchableAttributes().equals(searchable)
                && existing.propagatingAttributes().equals(propagating)
                && existing.deprecated() == (deprecatedAt != null);
        Instant createdAt = existing == null ? fields.time("createdAt", now) : existing.createdAt();
        records.put(
                existing != null && same
                        ? existing
                        : new ThingType(name, description, searchable, propagating, deprecatedAt, createdAt));
        tags(fields, Kind.THING_TYPE, name);
    }

    private void policy(JsonValue value) {
        DocumentFields fields = DocumentFields.of(value, PolicyReading.MEMBERS);
        String name = name(fields, "name", policies, Names::policy);
        records.put(new PolicyReading(scope, limits, now).of(fields, name, before.policy(name)));
        tags(fields, Kind.POLICY, name);
    }

    private void group(JsonValue value) {
        DocumentFields fields = DocumentFields.of(value, GroupReading.MEMBERS);
        String name = name(fields, "name", new HashSet<>(groups.keySet()), Names::group);
        ThingGroup group = GroupReading.of(fields, name, before.group(name), limits.groups(), now);
        groups.put(name, new Group(group.parent(), group.isDynamic(), fields.position("parent")));
        if (group.isDynamic() && ++dynamicGroups > limits.groups().dynamic()) {
            throw fields.problem(
                    "query",
                    "query: of more dynamic groups than there may be (expected: at most "
                            + limits.groups().dynamic() + ")");
        }
        records.put(group);
        attachable(
                fields, "policies", policies, limits.groups().policies(), (policy, _) -> records.attach(policy, name));
        tags(fields, Kind.THING_GROUP, name);
    }

    private void tags(DocumentFields fields, Kind kind, String name) {
        Tags tags = Tags.of(fields.tags());
        require(fields, "tags", tags.problem());
        require(fields, "tags", tags.tooMany());
        if (!tags.isEmpty()) {
            records.put(new TaggedResource(kind, name), tags);
        }
    }

    /** What exists counts on from where it is. */
    private static long next(long said, long existing) {
        return Math.max(said, existing + 1);
    }

    private static void attachable(
            DocumentFields fields, String member, Set<String> there, int most, BiConsumer<String, Position> attach) {
        Map<String, Position> names = fields.names(member);
        if (names.size() > most) {
            throw fields.problem(member, member + ": " + names.size() + " (expected: at most " + most + ")");
        }
        names.forEach((name, position) -> {
            if (!there.contains(name)) {
                throw new DocumentFields.Problem(
                        position, member + ": " + Json.quoted(name) + " (expected: one that is in this document)");
            }
            attach.accept(name, position);
        });
    }

    private void checkParents(String name, Group group) {
        Set<String> above = new HashSet<>(Set.of(name));
        for (String at = group.parent(); at != null; ) {
            Group parent = groups.get(at);
            if (parent == null
                    || parent.isDynamic()
                    || !above.add(at)
                    || above.size() > limits.groups().depth()) {
                throw new DocumentFields.Problem(
                        group.position(),
                        "parent: " + Json.quoted(at) + " (expected: a static group of this document, at" + " most "
                                + limits.groups().depth() + " deep and not under itself)");
            }
            at = parent.parent();
        }
    }

    private void billingGroup(JsonValue value) {
        DocumentFields fields = DocumentFields.of(value, BillingGroupReading.MEMBERS);
        String name = name(fields, "name", billingGroups, Names::billingGroup);
        records.put(BillingGroupReading.of(fields, name, before.billingGroups().of(name), now));
        tags(fields, Kind.BILLING_GROUP, name);
    }

    private void thing(JsonValue value) {
        DocumentFields fields = DocumentFields.of(
                value, Set.of("name", "type", "attributes", "groups", "billingGroup", "version", "createdAt"));
        String name = name(fields, "name", things, Names::thing);
        String type = fields.textOrNull("type");
        Thing existing = before.thing(name);
        // One given before types had to exist keeps it.
        if (type != null && !types.contains(type) && (existing == null || !type.equals(existing.typeName()))) {
            throw fields.problem("type", "type: " + Json.quoted(type) + " (expected: one of thingTypes)");
        }
        Map<String, String> attributes = fields.attributes();
        int most = type == null ? limits.attributesWithoutType() : limits.attributesWithType();
        require(fields, "attributes", Names.attributes(attributes, most));
        List<String> in = new ArrayList<>();
        attachable(fields, "groups", groups.keySet(), limits.groups().perThing(), (group, position) -> {
            if (groups.get(group) instanceof Group found && found.isDynamic()) {
                throw new DocumentFields.Problem(
                        position, "groups: " + Json.quoted(group) + " is dynamic (expected: static groups)");
            }
            in.add(group);
        });
        in.sort(null);
        String billingGroup = fields.textOrNull("billingGroup");
        if (billingGroup != null && !billingGroups.contains(billingGroup)) {
            throw fields.problem(
                    "billingGroup", "billingGroup: " + Json.quoted(billingGroup) + " (expected: one of billingGroups)");
        }
        boolean same = existing != null
                && Objects.equals(existing.typeName(), type)
                && existing.attributes().equals(attributes);
        if (existing != null && same) {
            records.put(existing.in(in).billedTo(billingGroup)); // neither is part of the version
            return;
        }
        records.put(new Thing(
                name,
                type,
                attributes,
                in,
                billingGroup,
                next(fields.number("version", 1), existing == null ? 0 : existing.version()),
                existing == null ? fields.time("createdAt", now) : existing.createdAt()));
    }

    private Reading.Read pem(DocumentFields fields, Set<String> seen, boolean authority) {
        String id = name(fields, "id", seen, _ -> null);
        if (!(CertificateChecks.read(fields.text("pem").getBytes(StandardCharsets.US_ASCII))
                instanceof Reading.Read read)) {
            throw fields.problem("pem", "pem: cannot be read (expected: a certificate)");
        }
        if (!read.der().id().equals(id)) {
            throw fields.problem(
                    "id", "id: " + Json.quoted(id) + " (expected: " + read.der().id() + ", of its pem)");
        }
        Instant start = read.certificate().getNotBefore().toInstant(); // one that has ended is history, and stays
        require(
                fields,
                "pem",
                authority
                        ? CertificateChecks.ca(read.certificate(), start)
                        : CertificateChecks.device(read.certificate(), start));
        return read;
    }

    private void ca(JsonValue value) {
        DocumentFields fields = DocumentFields.of(
                value,
                Set.of(
                        "id",
                        "subject",
                        "status",
                        "createdAt",
                        "lastModifiedAt",
                        "pem",
                        "mode",
                        "autoRegistration",
                        "templateName",
                        "templateBody",
                        "templateRole",
                        "tags"));
        Reading.Read read = pem(fields, cas, true);
        CaStatus status = fields.constant("status", CaStatus.class);
        boolean registering = fields.flag("autoRegistration");
        RegistrationConfig config = config(fields);
        CaCertificate existing = before.ca(read.der().id());
        X509Certificate x509 = read.certificate();
        records.put(
                existing != null
                        ? changed(existing, existing.with(status, registering, config, existing.lastModifiedAt()))
                        : new CaCertificate(
                                read.der().id(),
                                read.der(),
                                status,
                                x509.getSubjectX500Principal().getName(),
                                CertificatePlans.serialHex(x509),
                                x509.getNotBefore().toInstant(),
                                x509.getNotAfter().toInstant(),
                                fields.time("createdAt", now),
                                fields.time("lastModifiedAt", now),
                                mode(fields),
                                registering,
                                config));
        tags(fields, Kind.CA, read.der().id());
    }

    private CaCertificate changed(CaCertificate existing, CaCertificate said) {
        return said.equals(existing) ? existing : said.with(said.status(), said.autoRegistration(), said.config(), now);
    }

    private static CertificateMode mode(DocumentFields fields) {
        return fields.textOrNull("mode") == null
                ? CertificateMode.DEFAULT
                : fields.constant("mode", CertificateMode.class);
    }

    private @Nullable RegistrationConfig config(DocumentFields fields) {
        String name = fields.textOrNull("templateName");
        String body = fields.textOrNull("templateBody");
        if (name == null && body == null) {
            return null;
        }
        RegistrationConfig config = new RegistrationConfig(name, body, fields.textOrNull("templateRole"));
        require(fields, "templateName", config.problem());
        if (name != null && !templates.contains(name)) {
            throw fields.problem(
                    "templateName", "templateName: " + Json.quoted(name) + " (expected: one of provisioningTemplates)");
        }
        return config;
    }

    private void template(JsonValue value) {
        DocumentFields fields = DocumentFields.of(value, TemplateReading.MEMBERS);
        String name = name(fields, "name", templates, Names::template);
        records.put(TemplateReading.of(fields, name, before.templates().of(name), now));
        tags(fields, Kind.PROVISIONING_TEMPLATE, name);
    }

    private void certificate(JsonValue value) {
        DocumentFields fields = DocumentFields.of(
                value,
                Set.of(
                        "id",
                        "subject",
                        "status",
                        "authority",
                        "mode",
                        "createdAt",
                        "lastModifiedAt",
                        "policies",
                        "things",
                        "pem"));
        Reading.Read read = pem(fields, certificates, false);
        String id = read.der().id();
        if (cas.contains(id)) {
            throw fields.problem("id", "id: " + id + " is an authority too (expected: one or the other)");
        }
        CertificateStatus status = fields.constant("status", CertificateStatus.class);
        Certificate existing = before.certificate(id);
        X509Certificate x509 = read.certificate();
        records.put(
                existing != null
                        ? existing.status() == status ? existing : existing.with(status, now)
                        : new Certificate(
                                id,
                                read.der(),
                                status,
                                x509.getNotBefore().toInstant(),
                                x509.getNotAfter().toInstant(),
                                x509.getSubjectX500Principal().getName(),
                                x509.getIssuerX500Principal().getName(),
                                CertificatePlans.serialHex(x509),
                                fields.time("createdAt", now),
                                fields.time("lastModifiedAt", now),
                                fields.textOrNull("authority"),
                                mode(fields)));
        attachable(
                fields,
                "policies",
                policies,
                limits.policiesPerCertificate(),
                (policy, _) -> records.attachPolicy(policy, id));
        attachThings(fields, id);
    }

    private void attachThings(DocumentFields fields, String id) {
        List<JsonValue> all = fields.list("things");
        if (all.size() > limits.thingsPerCertificate()) {
            throw fields.problem(
                    "things", "things: " + all.size() + " (expected: at most " + limits.thingsPerCertificate() + ")");
        }
        Set<String> seen = new HashSet<>();
        for (JsonValue element : all) {
            DocumentFields attached = DocumentFields.of(element, Set.of("name", "exclusive"));
            String thing = name(attached, "name", seen, _ -> null);
            if (!things.contains(thing)) {
                throw attached.problem(
                        "name", "things: " + Json.quoted(thing) + " (expected: one that is in this document)");
            }
            if (attached.flag("exclusive") && all.size() > 1) {
                throw attached.problem("exclusive", "exclusive: true (expected: no other thing beside it)");
            }
            records.attachThing(thing, id, attached.flag("exclusive"));
        }
    }
}
