package io.gatehouse.load.fleet;

import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.FleetApi;
import io.gatehouse.control.Operation;
import io.gatehouse.control.Page;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.ThingApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes identities known to the Gatehouse that runs on a data folder, through its admin socket, and forgotten again.
 * Blocks. One thread at a time.
 */
public final class Registration implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Of one request, with room for names and braces; the broker takes 4 MiB. */
    private static final int MOST_CHARACTERS = 3 * 1024 * 1024;

    private final AdminClient client;
    private final FleetApi.Target broker;

    private Registration(AdminClient client, FleetApi.Target broker) {
        this.client = client;
        this.broker = broker;
    }

    /**
     * What became of many, all together.
     *
     * @param done are as asked for now, and were not before
     * @param unchanged were as asked for already
     * @param refused a line each: which one, why, and what to do
     */
    public record Tally(int done, int unchanged, List<Problem> refused) {
        private static final Tally ZERO = new Tally(0, 0, List.of());

        public Tally {
            refused = List.copyOf(refused);
        }
    }

    /** @param data folder of a running broker, of the same user */
    public static Attempt<Registration> open(Path data) {
        var client = new AdminClient(data, TIMEOUT);
        return switch (ask(client, FleetApi.DESCRIBE, new BrokerApi.Nothing())) {
            case Attempt.Done<FleetApi.Target>(FleetApi.Target broker) ->
                Attempt.done(new Registration(client, broker));
            case Attempt.Failed<FleetApi.Target>(Problem problem) -> {
                client.close();
                yield Attempt.failed(problem);
            }
        };
    }

    /** Where the fleet connects to, and what its policies are written against. */
    public FleetApi.Target broker() {
        return broker;
    }

    /**
     * Things by the names of the identities, with their certificates, which are let in, and with the policy. A thing
     * that is there gets the certificate beside those it has. Asking again after a failure goes on.
     *
     * @param policy {@code null} for none: such devices are known, and may do nothing
     */
    public Attempt<Tally> register(@Nullable FleetPolicy policy, List<Identity> identities, Progress progress) {
        var shared = policy == null ? null : new FleetApi.Policy(policy.name(), policy.document());
        List<FleetApi.Device> devices = new ArrayList<>();
        for (Identity identity : identities) {
            String der = Base64.getEncoder().encodeToString(CertificateId.der(identity.certificate()));
            devices.add(new FleetApi.Device(identity.name(), der, true, policy != null));
        }
        return inBatches(
                devices,
                device -> device.certificate().length() + device.thing().length(),
                batch -> ask(client, FleetApi.REGISTER, new FleetApi.Register(shared, batch)),
                registered -> registered.devices().stream()
                        .map(device -> one(device.result(), device.refusal()))
                        .toList(),
                progress);
    }

    /**
     * Changes whether the certificates of these identities are let in. Revoking is for good, and puts out who is
     * connected.
     */
    public Attempt<Tally> setStatus(List<Identity> identities, CertificateApi.Status status, Progress progress) {
        List<String> ids = identities.stream()
                .map(identity -> CertificateId.of(identity.certificate()))
                .distinct()
                .toList();
        return inBatches(
                ids,
                String::length,
                batch -> ask(client, FleetApi.SET_STATUS, new FleetApi.SetStatus(batch, status)),
                set -> set.certificates().stream()
                        .map(certificate -> one(certificate.result(), certificate.refusal()))
                        .toList(),
                progress);
    }

    /**
     * Removes the things of these identities and all their certificates. Those that are not there count as unchanged.
     */
    public Attempt<Tally> remove(List<Identity> identities, Progress progress) {
        List<String> names = identities.stream().map(Identity::name).distinct().toList();
        return inBatches(
                names,
                String::length,
                batch -> ask(client, FleetApi.REMOVE, new FleetApi.Remove(batch)),
                removed -> removed.things().stream().map(Registration::removed).toList(),
                progress);
    }

    /** Those of these names that things have already. */
    public Attempt<Set<String>> things(Set<String> names) {
        String prefix = names.stream().reduce(Registration::commonPrefix).orElse("");
        Set<String> found = new HashSet<>();
        String after = null;
        do {
            switch (ask(client, ThingApi.LIST, new Page(prefix.isEmpty() ? null : prefix, after, Page.MOST))) {
                case Attempt.Failed<ThingApi.Listing>(Problem problem) -> {
                    return Attempt.failed(problem);
                }
                case Attempt.Done<ThingApi.Listing>(ThingApi.Listing listing) -> {
                    listing.things().stream()
                            .map(ThingApi.View::name)
                            .filter(names::contains)
                            .forEach(found::add);
                    after = listing.next();
                }
            }
        } while (after != null);
        return Attempt.done(found);
    }

    private static String commonPrefix(String one, String other) {
        int length = 0;
        while (length < one.length() && length < other.length() && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return one.substring(0, length);
    }

    /** Takes the policy from the certificates of these identities, one after the other; done where they have it not. */
    public Attempt<FleetPolicy> detach(FleetPolicy policy, List<Identity> identities) {
        for (Identity identity : identities) {
            String certificate = CertificateId.of(identity.certificate());
            switch (client.call(PolicyApi.DETACH, new PolicyApi.Attachment(policy.name(), certificate, null))) {
                case Answer.Done<PolicyApi.Attached> _ -> {}
                case Answer.Refused<PolicyApi.Attached>(Refusal refusal)
                when refusal.code() == Refusal.Code.NOT_FOUND -> {}
                case Answer<PolicyApi.Attached> failed -> {
                    return Attempt.failed(problem(failed));
                }
            }
        }
        return Attempt.done(policy);
    }

    /** Removes a policy that nothing has any more; done as well when there is none. */
    public Attempt<FleetPolicy> remove(FleetPolicy policy) {
        return switch (client.call(PolicyApi.REMOVE, new PolicyApi.Name(policy.name()))) {
            case Answer.Done<PolicyApi.View> _ -> Attempt.done(policy);
            case Answer.Refused<PolicyApi.View>(Refusal refusal)
            when refusal.code() == Refusal.Code.NOT_FOUND -> Attempt.done(policy);
            case Answer<PolicyApi.View> failed -> Attempt.failed(problem(failed));
        };
    }

    /** Leaves what was registered as it is; see {@link #remove}. */
    @Override
    public void close() {
        client.close();
    }

    /** A certificate that stays behind is no refusal, and is told. */
    private static Tally removed(FleetApi.ThingResult thing) {
        Refusal refusal = thing.refusal();
        if (refusal != null && refusal.code() == Refusal.Code.NOT_FOUND) {
            return new Tally(0, 1, List.of());
        }
        if (refusal != null) {
            return one(thing.result(), refusal);
        }
        List<Problem> kept = thing.kept().stream()
                .map(certificate -> Problem.broker(
                        "certificate " + certificate.certificateId() + " of thing " + thing.thing()
                                + " is still registered: " + certificate.why(),
                        "look at it: gatehouse cert inspect " + certificate.certificateId()))
                .toList();
        return new Tally(1, 0, kept);
    }

    private static Tally one(FleetApi.Result result, @Nullable Refusal refusal) {
        return switch (result) {
            case DONE -> new Tally(1, 0, List.of());
            case UNCHANGED -> new Tally(0, 1, List.of());
            case REFUSED -> new Tally(0, 0, refusal == null ? List.of() : List.of(problem(refusal)));
        };
    }

    private static <T, R> Attempt<Tally> inBatches(
            List<T> all,
            Function<T, Integer> characters,
            Function<List<T>, Attempt<R>> call,
            Function<R, List<Tally>> results,
            Progress progress) {
        var milestones = new Milestones(all.size(), progress);
        Tally tally = Tally.ZERO;
        int done = 0;
        while (done < all.size()) {
            List<T> batch = all.subList(done, end(all, done, characters));
            switch (call.apply(batch)) {
                case Attempt.Failed<R>(Problem problem) -> {
                    return Attempt.failed(new Problem(
                            problem.kind(),
                            done == 0 ? problem.why() : "after " + done + " of " + all.size() + ": " + problem.why(),
                            problem.remedy()));
                }
                case Attempt.Done<R>(R answer) -> tally = plus(tally, results.apply(answer));
            }
            done += batch.size();
            milestones.more(batch.size());
        }
        return Attempt.done(tally);
    }

    private static Tally plus(Tally tally, List<Tally> more) {
        int done = tally.done;
        int unchanged = tally.unchanged;
        List<Problem> refused = new ArrayList<>(tally.refused);
        for (Tally one : more) {
            done += one.done;
            unchanged += one.unchanged;
            refused.addAll(one.refused);
        }
        return new Tally(done, unchanged, refused);
    }

    private static <T> int end(List<T> all, int from, Function<T, Integer> characters) {
        int end = from;
        int sum = 0;
        while (end < all.size() && end - from < FleetApi.MOST) {
            sum += characters.apply(all.get(end));
            if (end > from && sum > MOST_CHARACTERS) {
                break;
            }
            end++;
        }
        return end;
    }

    private static <Q extends Record, R extends Record> Attempt<R> ask(
            AdminClient client, Operation<Q, R> operation, Q request) {
        Answer<R> answer = client.call(operation, request);
        return answer instanceof Answer.Done<R>(R value) ? Attempt.done(value) : Attempt.failed(problem(answer));
    }

    private static Problem problem(Answer<?> answer) {
        return switch (answer) {
            case Answer.Refused<?>(Refusal refusal) -> problem(refusal);
            case Answer.NotReachable<?>(String why, String remedy) -> Problem.broker(why, remedy);
            case Answer.NotAuthorised<?>(String why, String remedy) -> Problem.broker(why, remedy);
            case Answer.Done<?> _ -> throw new IllegalStateException("answer: done (expected: a failure)");
        };
    }

    private static Problem problem(Refusal refusal) {
        return Problem.broker(refusal.what() + ": " + refusal.why(), refusal.remedy());
    }
}
