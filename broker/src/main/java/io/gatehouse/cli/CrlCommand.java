package io.gatehouse.cli;

import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.CrlApi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(mixinStandardHelpOptions = true, description = "Certificate revocation lists in use: ls, reload.")
final class CrlCommand extends Noun {

    CrlCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "List the CRLs in use, and what keeps others from being used.",
                "Whether one of them has a certificate: gatehouse cert inspect ID."
            })
    int ls() {
        console.print(
                console.ask("CRLs were not listed", CrlApi.LIST, new BrokerApi.Nothing()),
                listing -> listing.summary() + "\n" + table(listing.sources()).text(console.color()));
        return ExitCode.OK;
    }

    private static Table table(List<CrlApi.Source> sources) {
        Table table = new Table("SOURCE", "ISSUER", "NUMBER", "ENTRIES", "THIS UPDATE", "NEXT UPDATE", "PROBLEM");
        for (CrlApi.Source source : sources) {
            if (source.crls().isEmpty()) {
                table.row(source.source(), "", "", 0, "", "", source.problem());
            }
            for (CrlApi.Crl crl : source.crls()) {
                table.row(
                        source.source(),
                        crl.issuer(),
                        crl.number(),
                        crl.entries(),
                        Times.text(crl.thisUpdate()),
                        crl.nextUpdate() == null ? "never" : Times.text(crl.nextUpdate()),
                        problem(source, crl));
            }
        }
        return table;
    }

    private static @Nullable String problem(CrlApi.Source source, CrlApi.Crl crl) {
        return source.problem() != null ? source.problem() : crl.stale() ? "stale" : null;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Read all CRL files and fetch all addresses now.",
                "What cannot be used leaves the one before in force. Exits with 1 where that is so."
            })
    int reload() {
        CrlApi.Reloads reloads = console.ask("CRLs were not reloaded", CrlApi.RELOAD, new BrokerApi.Nothing());
        console.print(reloads, done -> {
            Table table = new Table("SOURCE", "RESULT", "PROBLEM");
            done.sources().forEach(source -> table.row(source.source(), source.result(), source.problem()));
            return table.text(console.color());
        });
        return reloads.sources().stream().anyMatch(source -> source.problem() != null) ? ExitCode.FAILED : ExitCode.OK;
    }
}
