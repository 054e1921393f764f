package io.gatehouse.cli;

import io.gatehouse.control.Operation;
import io.gatehouse.control.PolicyApi;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(mixinStandardHelpOptions = true, description = "Policies: put, get, attach, detach, ls, lint, test.")
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
            @Option(names = "--dry-run", description = "store nothing, and say what would change for whom")
                    boolean dryRun) {
        if (dryRun) {
            return PolicyTrialTable.run(console, name, read("policy " + name + " was not tried out", file));
        }
        String what = "policy " + name + " was not stored";
        var request = new PolicyApi.Put(name, read(what, file));
        PolicyApi.Stored stored = console.ask(what, PolicyApi.PUT, request);
        console.print(
                stored,
                s -> "policy " + s.name() + " version " + s.version() + "\n" + PolicyLintCommand.lines(s.findings()));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Print a policy's document.")
    int get(@Parameters(paramLabel = "NAME") String name) {
        console.print(
                console.ask("no policy to show", PolicyApi.GET, new PolicyApi.Name(name)),
                policy -> policy.document().stripTrailing() + "\n");
        return ExitCode.OK;
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
                    Table table = new Table("POLICY", "VERSION", "CERTIFICATES", "CREATED");
                    policies.forEach(
                            p -> table.row(p.name(), p.version(), p.certificates(), Times.text(p.createdAt())));
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
