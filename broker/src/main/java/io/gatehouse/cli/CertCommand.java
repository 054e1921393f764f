package io.gatehouse.cli;

import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.CertificateApi.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = "Device certificates: register, activate, deactivate, revoke, ls, inspect.")
final class CertCommand extends Noun {
    private static final String NOT_LISTED = "certificates were not listed";

    CertCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Register a certificate that your own authority made.",
                "No CA has to be known: a registered certificate is let in for itself."
            })
    int register(
            @Parameters(paramLabel = "FILE", description = "PEM; what follows the first certificate is ignored")
                    Path file,
            @Option(names = "--inactive", description = "not let in before: cert activate") boolean inactive,
            @Option(names = "--thing", paramLabel = "NAME", description = "attach it to this thing") @Nullable
                    String thing,
            @Option(names = "--policy", paramLabel = "NAME", description = "attach this policy to it") @Nullable
                    String policy) {
        String what = "the certificate was not registered";
        var request = new CertificateApi.Register(read(what, file), !inactive, thing, policy);
        one(console.ask(what, CertificateApi.REGISTER, request));
        if (policy == null && !console.json()) {
            console.note("it has no policy yet, so it may do nothing: gatehouse policy attach NAME ID");
        }
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Let a certificate in.")
    int activate(@Parameters(paramLabel = "ID") String id) {
        return set(id, Status.ACTIVE, "the certificate was not activated");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let a certificate in no longer; its live connections end within a second.")
    int deactivate(@Parameters(paramLabel = "ID") String id) {
        return set(id, Status.INACTIVE, "the certificate was not deactivated");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Refuse a certificate for good; its live connections end within a second.")
    int revoke(@Parameters(paramLabel = "ID") String id) {
        return set(id, Status.REVOKED, "the certificate was not revoked");
    }

    @Command(mixinStandardHelpOptions = true, description = "List certificates.")
    int ls(
            @Mixin Pages pages,
            @Option(
                            names = "--expires-within",
                            paramLabel = "TIME",
                            description = "only those that are ACTIVE and end within 12h, 30d, 8w, or have ended;"
                                    + " the first to end first")
                    @Nullable
                    String within) {
        Pages.print(console, within == null ? all(pages) : ending(pages, within), CertCommand::table);
        return ExitCode.OK;
    }

    private Pages.Listed<CertificateApi.View> all(Pages pages) {
        return pages.follow(
                page -> console.ask(NOT_LISTED, CertificateApi.LIST, page),
                CertificateApi.Listing::certificates,
                CertificateApi.Listing::next);
    }

    private Pages.Listed<CertificateApi.View> ending(Pages pages, String within) {
        Instant before = Instant.now().plus(duration(within));
        Pages.Listed<CertificateApi.View> found = pages.follow(
                page -> console.ask(NOT_LISTED, CertificateApi.ENDING, new CertificateApi.Ending(page, before)),
                CertificateApi.Listing::certificates,
                CertificateApi.Listing::next);
        List<CertificateApi.View> firstToEndFirst = found.items().stream()
                .sorted(Comparator.comparing(CertificateApi.View::notAfter))
                .toList();
        return new Pages.Listed<>(firstToEndFirst, found.next());
    }

    private static Duration duration(String text) {
        if (!text.matches("[0-9]{1,5}[hdw]")) {
            throw CommandFailure.usage(
                    NOT_LISTED,
                    "--expires-within: " + text + " (expected: a number and h, d or w)",
                    "give as 12h, 30d or 8w");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Show a registered certificate by its id, or any certificate in a PEM file without a broker.")
    int inspect(@Parameters(paramLabel = "ID|FILE") String idOrFile) {
        Path file = console.environment().resolve(Path.of(idOrFile));
        if (Files.isRegularFile(file)) {
            console.print(
                    PemInspection.of("nothing was inspected", file),
                    inspection -> inspection.table().text(console.color()));
            return ExitCode.OK;
        }
        console.print(
                console.ask("no certificate to inspect", CertificateApi.DESCRIBE, new CertificateApi.Id(idOrFile)),
                detail -> new Table("FIELD", "VALUE")
                        .row("id", detail.id())
                        .row("status", detail.status())
                        .row("subject", detail.subject())
                        .row("issuer", detail.issuer())
                        .row("serial", detail.serial())
                        .row("valid from", Times.text(detail.notBefore()))
                        .row("valid to", Times.text(detail.notAfter()))
                        .row("registered", Times.text(detail.createdAt()))
                        .row("changed", Times.text(detail.lastModifiedAt()))
                        .row("authority", detail.authority())
                        .row("things", Table.names(detail.things()))
                        .row("policies", Table.names(detail.policies()))
                        .row("of groups", Table.names(detail.groupPolicies()))
                        .row("revocation", String.join("; ", detail.revocation()))
                        .text(console.color()));
        return ExitCode.OK;
    }

    private int set(String id, Status status, String what) {
        one(console.ask(what, CertificateApi.SET_STATUS, new CertificateApi.SetStatus(id, status)));
        return ExitCode.OK;
    }

    private void one(CertificateApi.View certificate) {
        console.print(certificate, view -> table(List.of(view)).text(console.color()));
    }

    static Table table(List<CertificateApi.View> certificates) {
        Table table = new Table("CERTIFICATE", "STATUS", "VALID TO", "THINGS", "SUBJECT");
        certificates.forEach(
                c -> table.row(c.id(), c.status(), Times.day(c.notAfter()), Table.names(c.things()), c.subject()));
        return table;
    }
}
