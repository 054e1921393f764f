package io.gatehouse.load.cli;

import io.gatehouse.control.CertificateApi;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.FleetPolicy;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.load.fleet.Registration;
import io.gatehouse.load.fleet.Registration.Tally;
import io.gatehouse.load.scenario.Authority;
import io.gatehouse.load.scenario.Mixed.Fault;
import io.gatehouse.pki.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fleet in the registry of the broker: registered for the run, and removed behind it. One thread at a time. */
final class FleetRegistry implements Authority {
    /** What names of fleets begin with that are nobody else's. */
    private static final String OWN = "load-";

    private final Registration registration;
    private final Mint mint;
    private final FleetPolicy policy;
    private final KeyKind keyType;
    private final Told told;
    private final List<Identity> registered = new ArrayList<>();
    /** Names of things that were there before and are to stay. */
    private final Set<String> others = new HashSet<>();

    FleetRegistry(Registration registration, Mint mint, FleetPolicy policy, KeyKind keyType, Told told) {
        this.registration = registration;
        this.mint = mint;
        this.policy = policy;
        this.keyType = keyType;
        this.told = told;
    }

    /**
     * Before devices are registered that were brought along: those that are so already stay, and lose the policy of the
     * run at its end.
     */
    void keep(List<Identity> brought) {
        others.addAll(Refused.unless(registration.things(names(brought))));
    }

    /**
     * Sees to it that what is made anew takes no thing of somebody else's.
     *
     * @throws Refused where a thing of such a name is there, and is not called as a fleet of an earlier run is
     */
    void claim(List<Identity> made) {
        Refused.unless(registration.things(names(made))).stream()
                .filter(name -> !name.startsWith(OWN))
                .findFirst()
                .ifPresent(name -> {
                    throw new Refused(Problem.input(
                            "--name: thing " + name + " is registered already (expected: free names, or " + OWN + "…)",
                            "take other names, or bring this fleet along with --devices"));
                });
    }

    private static Set<String> names(List<Identity> identities) {
        return identities.stream().map(Identity::name).collect(Collectors.toSet());
    }

    /**
     * Good devices with the policy of the run, and the last ones with their faults.
     *
     * @return the fleet in its order, where the strangers have certificates of an authority that nobody knows
     * @throws Refused where the broker refuses one of them
     */
    List<Identity> register(List<Identity> identities, List<Fault> faults) {
        int good = identities.size() - faults.size();
        List<Identity> fleet = new ArrayList<>(identities.subList(0, good));
        List<Identity> known = new ArrayList<>(fleet);
        List<Identity> without = new ArrayList<>();
        List<Identity> revoked = new ArrayList<>();
        for (int i = good; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            switch (faults.get(i - good)) {
                case UNKNOWN_AUTHORITY -> identity = stranger(identity.name());
                case REVOKED -> revoked.add(identity);
                case NO_POLICY -> without.add(identity);
                case SLOW -> known.add(identity);
            }
            fleet.add(identity);
        }
        known.addAll(revoked);
        registered.addAll(known);
        registered.addAll(without);
        all(registration.register(policy, known, told.progress("certificates registered")));
        all(registration.register(null, without, Progress.NONE));
        all(registration.setStatus(revoked, CertificateApi.Status.REVOKED, Progress.NONE));
        return fleet;
    }

    private static void all(Attempt<Tally> attempt) {
        Refused.ifAny(Refused.unless(attempt).refused());
    }

    private Identity stranger(String name) {
        try {
            Path folder = Files.createTempDirectory("gatehouse-load");
            try {
                return Refused.unless(Mint.ofItsOwn(folder)).identity(name, keyType);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new Refused(Problem.input("no temporary folder: " + e.getMessage(), "set java.io.tmpdir to one"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public @Nullable Problem revoke(List<Identity> identities) {
        return firstProblem(registration.setStatus(identities, CertificateApi.Status.REVOKED, Progress.NONE));
    }

    @Override
    public Renewal renew(Identity identity) {
        Identity renewed = mint.identity(identity.name(), keyType);
        Problem problem = firstProblem(registration.register(policy, List.of(renewed), Progress.NONE));
        return problem == null ? new Renewed(renewed) : new NotRenewed(problem);
    }

    private static @Nullable Problem firstProblem(Attempt<Tally> attempt) {
        return switch (attempt) {
            case Attempt.Failed<Tally>(Problem problem) -> problem;
            case Attempt.Done<Tally>(Tally tally) ->
                tally.refused().isEmpty() ? null : tally.refused().getFirst();
        };
    }

    /**
     * When the run is over.
     *
     * @param keep leaves the fleet where it is
     * @return a line for each thing that could not be removed
     */
    List<String> close(boolean keep) {
        List<String> left = new ArrayList<>();
        Problem problem = keep ? null : removed();
        if (problem != null) {
            left.add("the fleet is still registered: " + problem.line());
        }
        registration.close();
        return left;
    }

    private @Nullable Problem removed() {
        List<Identity> own =
                registered.stream().filter(one -> !others.contains(one.name())).toList();
        List<Identity> theirs =
                registered.stream().filter(one -> others.contains(one.name())).toList();
        Problem problem = firstProblem(registration.remove(own, told.progress("things removed")));
        if (problem == null
                && registration.detach(policy, theirs) instanceof Attempt.Failed<FleetPolicy>(Problem attached)) {
            problem = attached;
        }
        if (problem == null && registration.remove(policy) instanceof Attempt.Failed<FleetPolicy>(Problem stays)) {
            problem = stays;
        }
        return problem;
    }
}
