package io.gatehouse.control;

import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.PolicyVersion;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Policies and what they are attached to. Blocks until the store has it; virtual threads. */
public final class Policies {
    static final int MOST_COUNTED = 1000;

    private final Registry registry;
    private final PolicyScope scope;
    private final PolicyLimits limits;

    public Policies(Registry registry, PolicyScope scope, PolicyLimits limits) {
        this.registry = registry;
        this.scope = scope;
        this.limits = limits;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(PolicyApi.PUT, request -> store(request, registry::putPolicy))
                .add(
                        PolicyVersionApi.ADD,
                        request -> store(
                                request,
                                (name, json) -> registry.policyVersions().create(name, json, false)))
                .add(PolicyApi.REMOVE, this::remove)
                .add(PolicyApi.GET, this::get)
                .add(PolicyApi.LIST, this::list)
                .add(PolicyApi.ATTACH, this::attach)
                .add(PolicyApi.DETACH, this::detach);
    }

    private Outcome<PolicyApi.Stored> store(
            PolicyApi.Put request, BiFunction<String, String, RegistryResult<Policy>> write) {
        Policy before = registry.policy(request.name());
        String what = "policy " + request.name() + " was not stored";
        return switch (PolicyParser.parse(request.document(), limits)) {
            case PolicyParse.Malformed(var problems) ->
                Outcome.refused(
                        Refusal.Code.INVALID,
                        what,
                        problems.stream().map(Object::toString).collect(Collectors.joining("\n")),
                        "correct the document; the policy in force is the one before");
            case PolicyParse.Parsed(var document) ->
                RegistryOutcome.of(
                        what,
                        write.apply(request.name(), request.document()),
                        policy -> new PolicyApi.Stored(
                                policy.name(),
                                before == null || policy.newest() > before.newest()
                                        ? policy.newest()
                                        : policy.version(),
                                policy.version(),
                                dropped(before, policy),
                                PolicyLinter.findings(document, scope)));
        };
    }

    /** Versions that made room for the new one. */
    private static List<Long> dropped(@Nullable Policy before, Policy after) {
        return before == null
                ? List.of()
                : before.versions().stream()
                        .map(PolicyVersion::number)
                        .filter(number -> after.version(number) == null)
                        .toList();
    }

    Outcome<PolicyApi.View> remove(PolicyApi.Name name) {
        return RegistryOutcome.of(
                "policy " + name.name() + " was not removed", registry.deletePolicy(name.name()), this::view);
    }

    Outcome<PolicyApi.View> get(PolicyApi.Name name) {
        Policy policy = registry.policy(name.name());
        return policy == null
                ? Outcome.refused(Refusal.notFound(
                        "no policy to show", "policy", name.name(), "see what there is: gatehouse policy ls"))
                : Outcome.done(view(policy));
    }

    private PolicyApi.View view(Policy policy) {
        return new PolicyApi.View(
                policy.name(),
                policy.document(),
                policy.version(),
                policy.createdAt(),
                certificates(policy),
                groups(policy));
    }

    Outcome<PolicyApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<Policy> cut = page.cut(registry.policies(prefix, page.after(), page.max() + 1), Policy::name);
        List<PolicyApi.Summary> summaries = cut.items().stream()
                .map(p -> new PolicyApi.Summary(p.name(), p.version(), p.createdAt(), certificates(p), groups(p)))
                .toList();
        return Outcome.done(new PolicyApi.Listing(summaries, cut.next()));
    }

    Outcome<PolicyApi.Attached> attach(PolicyApi.Attachment request) {
        return forEach("policy " + request.policy() + " was not attached", request, registry::attachPolicy);
    }

    Outcome<PolicyApi.Attached> detach(PolicyApi.Attachment request) {
        return forEach("policy " + request.policy() + " was not detached", request, registry::detachPolicy);
    }

    // One commit a certificate: attaching what is attached is no error, so asking again finishes what was interrupted.
    private <T> Outcome<PolicyApi.Attached> forEach(
            String what, PolicyApi.Attachment request, BiFunction<String, String, RegistryResult<T>> change) {
        List<String> targets = new ArrayList<>();
        if (request.thing() != null) {
            if (registry.thing(request.thing()) == null) {
                return Outcome.refused(
                        Refusal.notFound(what, "thing", request.thing(), "see what there is: gatehouse thing ls"));
            }
            // All of them, page by page: a detachment that left some behind would let in who should stay out.
            List<String> page;
            do {
                page = registry.certificatesOfThing(
                        request.thing(), targets.isEmpty() ? null : targets.getLast(), MOST_COUNTED);
                targets.addAll(page);
            } while (page.size() == MOST_COUNTED);
            if (targets.isEmpty()) {
                return Outcome.refused(
                        Refusal.Code.CONFLICT,
                        what,
                        "thing " + request.thing() + " has no certificate",
                        "register one: gatehouse cert register FILE --thing " + request.thing());
            }
        } else if (request.certificate() != null) {
            switch (RegistryOutcome.certificate(what, registry, request.certificate())) {
                case Outcome.Done<Certificate>(Certificate found) -> targets.add(found.id());
                case Outcome.Refused<Certificate>(Refusal refusal) -> {
                    return Outcome.refused(refusal);
                }
            }
        }
        for (String target : targets) {
            RegistryResult<T> result = change.apply(request.policy(), target);
            if (!(result instanceof RegistryResult.Done<T>)) {
                return RegistryOutcome.of(what, result, x -> new PolicyApi.Attached(request.policy(), List.of()));
            }
        }
        return Outcome.done(new PolicyApi.Attached(request.policy(), List.copyOf(targets)));
    }

    private int groups(Policy policy) {
        return registry.thingGroups()
                .groupsOfPolicy(policy.name(), null, MOST_COUNTED)
                .size();
    }

    private int certificates(Policy policy) {
        return registry.certificatesOfPolicy(policy.name(), null, MOST_COUNTED).size();
    }
}
