package io.gatehouse.control;

import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Enrolment;
import io.gatehouse.registry.Enrolment.Enrolled;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Removal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Many devices at once: register, remove, change status. Blocks until the store has it; virtual threads. */
public final class Fleets {
    private final Registry registry;
    private final PolicyScope scope;
    private final Supplier<DeviceEndpoint> endpoint;

    /** @param endpoint as that of {@link Things} */
    public Fleets(Registry registry, PolicyScope scope, Supplier<DeviceEndpoint> endpoint) {
        this.registry = registry;
        this.scope = scope;
        this.endpoint = endpoint;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(FleetApi.DESCRIBE, _ -> Outcome.done(describe()))
                .add(FleetApi.REGISTER, this::register)
                .add(FleetApi.REMOVE, this::remove)
                .add(FleetApi.SET_STATUS, this::setStatus);
    }

    private FleetApi.Target describe() {
        DeviceEndpoint where = endpoint.get();
        return new FleetApi.Target(scope.arn(""), where.host(), where.port(), where.caPem());
    }

    Outcome<FleetApi.Registered> register(FleetApi.Register request) {
        FleetApi.Policy policy = request.policy();
        if (policy == null) {
            return Outcome.done(new FleetApi.Registered(false, enrol(request)));
        }
        boolean created = registry.policy(policy.name()) == null;
        return switch (registry.createPolicy(policy.name(), policy.document())) {
            case RegistryResult.Done<Policy> _ -> Outcome.done(new FleetApi.Registered(created, enrol(request)));
            case RegistryResult.AlreadyExists<Policy> _ ->
                Outcome.refused(
                        Refusal.Code.ALREADY_EXISTS,
                        "no device was registered",
                        "policy: " + policy.name() + " has another document (expected: the one of the request, or"
                                + " none)",
                        "take another name, or look at it: gatehouse policy get " + policy.name());
            case RegistryResult<Policy> refused ->
                RegistryOutcome.of("no device was registered", refused, _ -> {
                    throw new IllegalStateException("policy: done (expected: a refusal)");
                });
        };
    }

    private List<FleetApi.DeviceResult> enrol(FleetApi.Register request) {
        List<Enrolment> wanted = new ArrayList<>();
        for (FleetApi.Device device : request.devices()) {
            wanted.add(new Enrolment(
                    device.thing(),
                    bytes(device.certificate()),
                    device.active() ? CertificateStatus.ACTIVE : CertificateStatus.INACTIVE,
                    device.policy() && request.policy() != null
                            ? request.policy().name()
                            : null));
        }
        List<RegistryResult<Enrolled>> results = registry.bulk().enrol(wanted);
        List<FleetApi.DeviceResult> answers = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            answers.add(answer(request.devices().get(i).thing(), results.get(i)));
        }
        return answers;
    }

    /** What is no base64 is taken for PEM, and read or refused as such. */
    private static byte[] bytes(String certificate) {
        try {
            return Base64.getDecoder().decode(certificate);
        } catch (IllegalArgumentException e) {
            return certificate.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static FleetApi.DeviceResult answer(String thing, RegistryResult<Enrolled> result) {
        Outcome<FleetApi.DeviceResult> outcome = RegistryOutcome.of(
                "device " + thing + " was not registered",
                result,
                enrolled -> new FleetApi.DeviceResult(
                        thing, done(enrolled.fresh()), enrolled.certificate().id(), null));
        return switch (outcome) {
            case Outcome.Done<FleetApi.DeviceResult>(var done) -> done;
            case Outcome.Refused<FleetApi.DeviceResult>(var refusal) ->
                new FleetApi.DeviceResult(thing, FleetApi.Result.REFUSED, null, refusal);
        };
    }

    private static FleetApi.Result done(boolean changed) {
        return changed ? FleetApi.Result.DONE : FleetApi.Result.UNCHANGED;
    }

    Outcome<FleetApi.Removed> remove(FleetApi.Remove request) {
        List<RegistryResult<Removal>> results = registry.bulk().remove(request.things());
        List<FleetApi.ThingResult> answers = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            answers.add(removed(request.things().get(i), results.get(i)));
        }
        return Outcome.done(new FleetApi.Removed(answers));
    }

    private static FleetApi.ThingResult removed(String thing, RegistryResult<Removal> result) {
        Outcome<FleetApi.ThingResult> outcome = RegistryOutcome.of(
                "thing " + thing + " was not removed",
                result,
                removal -> new FleetApi.ThingResult(
                        thing,
                        FleetApi.Result.DONE,
                        removal.removed(),
                        removal.kept().entrySet().stream()
                                .map(kept -> new FleetApi.Kept(kept.getKey(), kept.getValue()))
                                .toList(),
                        null));
        return switch (outcome) {
            case Outcome.Done<FleetApi.ThingResult>(var done) -> done;
            case Outcome.Refused<FleetApi.ThingResult>(var refusal) ->
                new FleetApi.ThingResult(thing, FleetApi.Result.REFUSED, List.of(), List.of(), refusal);
        };
    }

    Outcome<FleetApi.StatusSet> setStatus(FleetApi.SetStatus request) {
        CertificateStatus status = Certificates.status(request.status());
        List<Boolean> same =
                request.ids().stream().map(id -> status(id) == status).toList();
        List<RegistryResult<Certificate>> results = registry.bulk().setStatus(request.ids(), status);
        List<FleetApi.StatusResult> answers = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            answers.add(set(request.ids().get(i), same.get(i), results.get(i)));
        }
        return Outcome.done(new FleetApi.StatusSet(answers));
    }

    private @Nullable CertificateStatus status(String id) {
        Certificate certificate = registry.certificate(id);
        return certificate == null ? null : certificate.status();
    }

    private static FleetApi.StatusResult set(String id, boolean same, RegistryResult<Certificate> result) {
        Outcome<FleetApi.StatusResult> outcome = RegistryOutcome.of(
                "the status of certificate " + id + " was not changed",
                result,
                _ -> new FleetApi.StatusResult(id, done(!same), null));
        return switch (outcome) {
            case Outcome.Done<FleetApi.StatusResult>(var done) -> done;
            case Outcome.Refused<FleetApi.StatusResult>(var refusal) ->
                new FleetApi.StatusResult(id, FleetApi.Result.REFUSED, refusal);
        };
    }
}
