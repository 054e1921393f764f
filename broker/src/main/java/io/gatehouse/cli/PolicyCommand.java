package io.gatehouse.cli;

import io.gatehouse.control.Operation;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.PolicyVersionApi;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = "Policies: put, get, versions, default, rm, attach, detach, ls, lint, test, convert.")
final class PolicyCommand extends Noun {

    PolicyCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Store a policy, or a new version of it.",
                "Live sessions follow within a second. What is legal and probably not meant is pointed out.",
                "With --dry-run nothing is stored: it is held against what the connected clients of the policy did"
                        + " lately, and exits with 1 where any of that would be refused."
            })
    int put(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--no-default",
                            description = "add it as a version that is not in force: policy default puts it in force")
                    boolean aside,
            @Option(names = "--dry-run", description = "store nothing, and say what would change for whom")
                    boolean dryRun) {
        if (dryRun) {
            return PolicyTrialTable.run(console, name, read("policy " + name + " was not tried out", file));
        }
        String what = "policy " + name + " was not stored";
        var request = new PolicyApi.Put(name, read(what, file));
        PolicyApi.Stored stored = console.ask(what, aside ? PolicyVersionApi.ADD : PolicyApi.PUT, request);
        console.print(
                stored,
                s -> "policy " + s.name() + " version " + s.version()
                        + (s.version() == s.inForce() ? "" : "; in force is version " + s.inForce()) + "\n"
                        + s.dropped().stream()
                                .map(number -> "version " + number + " was removed to make room\n")
                                .collect(Collectors.joining())
                        + PolicyLintCommand.lines(s.findings()));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Print a policy's document.")
    int get(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(arity = "0..1", paramLabel = "VERSION", description = "default: the one in force") @Nullable
                    Long version) {
        String what = "no policy to show";
        if (version == null) {
            console.print(
                    console.ask(what, PolicyApi.GET, new PolicyApi.Name(name)),
                    policy -> policy.document().stripTrailing() + "\n");
        } else {
            console.print(
                    console.ask(what, PolicyVersionApi.GET, new PolicyVersionApi.Version(name, version)),
                    found -> found.document().stripTrailing() + "\n");
        }
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the versions of a policy.")
    int versions(@Parameters(paramLabel = "NAME") String name) {
        show(console.ask("no versions to show", PolicyVersionApi.LIST, new PolicyApi.Name(name)));
        return ExitCode.OK;
    }

    @Command(
            name = "default",
            mixinStandardHelpOptions = true,
            description = "Put another version in force. Live sessions follow within a second.")
    int putInForce(@Parameters(paramLabel = "NAME") String name, @Parameters(paramLabel = "VERSION") long version) {
        show(console.ask(
                "policy " + name + " was not changed",
                PolicyVersionApi.SET_DEFAULT,
                new PolicyVersionApi.Version(name, version)));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Remove a version of a policy, or a policy.",
                "The version in force stays; a policy goes when it is attached to nothing and has no other version."
            })
    int rm(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(arity = "0..1", paramLabel = "VERSION", description = "only this one") @Nullable Long version) {
        if (version == null) {
            console.print(
                    console.ask("policy " + name + " was not removed", PolicyApi.REMOVE, new PolicyApi.Name(name)),
                    policy -> "removed " + policy.name() + "\n");
        } else {
            show(console.ask(
                    "version " + version + " of policy " + name + " was not removed",
                    PolicyVersionApi.REMOVE,
                    new PolicyVersionApi.Version(name, version)));
        }
        return ExitCode.OK;
    }

    private void show(PolicyVersionApi.Listing versions) {
        console.print(versions, listing -> {
            Table table = new Table("VERSION", "IN FORCE", "CREATED");
            listing.versions()
                    .forEach(v -> table.row(v.version(), v.inForce() ? "yes" : null, Times.text(v.createdAt())));
            return table.text(console.color());
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "List policies.")
    int ls(@Mixin Pages pages) {
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("policies were not listed", PolicyApi.LIST, page),
                        PolicyApi.Listing::policies,
                        PolicyApi.Listing::next),
                policies -> {
                    Table table = new Table("POLICY", "VERSION", "CERTIFICATES", "GROUPS", "CREATED");
                    policies.forEach(p ->
                            table.row(p.name(), p.version(), p.certificates(), p.groups(), Times.text(p.createdAt())));
                    return table;
                });
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Attach a policy to a certificate, or to all of a thing's.")
    int attach(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(arity = "0..1", paramLabel = "CERTIFICATE") @Nullable String certificate,
            @Option(names = "--thing", paramLabel = "THING") @Nullable String thing) {
        return change("attached", PolicyApi.ATTACH, name, certificate, thing);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Detach a policy from a certificate, or from all of a thing's.")
    int detach(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(arity = "0..1", paramLabel = "CERTIFICATE") @Nullable String certificate,
            @Option(names = "--thing", paramLabel = "THING") @Nullable String thing) {
        return change("detached", PolicyApi.DETACH, name, certificate, thing);
    }

    private int change(
            String done,
            Operation<PolicyApi.Attachment, PolicyApi.Attached> operation,
            String name,
            @Nullable String certificate,
            @Nullable String thing) {
        String what = "policy " + name + " was not " + done;
        if ((certificate == null) == (thing == null)) {
            throw CommandFailure.usage(
                    what, "CERTIFICATE: " + certificate + " (expected: it or --thing)", "give one of the two");
        }
        console.print(
                console.ask(what, operation, new PolicyApi.Attachment(name, certificate, thing)),
                a -> a.certificates().stream()
                        .map(id -> done + " " + a.policy() + " " + id + "\n")
                        .collect(Collectors.joining()));
        return ExitCode.OK;
    }
}
