package io.gatehouse.cli;

import io.gatehouse.control.AuthorityApi;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(mixinStandardHelpOptions = true, description = "Certificate authorities: add, activate, deactivate, ls, rm.")
final class CaCommand extends Noun {

    CaCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Register an authority.",
                "It lets nobody in by itself: a certificate it signed still has to be registered."
            })
    int add(@Parameters(paramLabel = "FILE", description = "PEM") Path file) {
        String what = "the authority was not added";
        one(console.ask(what, AuthorityApi.ADD, new AuthorityApi.Add(read(what, file))));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "List authorities.")
    int ls(@Mixin Pages pages) {
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("authorities were not listed", AuthorityApi.LIST, page),
                        AuthorityApi.Listing::authorities,
                        AuthorityApi.Listing::next),
                CaCommand::table);
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove an authority. Certificates it signed stay.")
    int rm(@Parameters(paramLabel = "ID") String id) {
        one(console.ask("the authority was not removed", AuthorityApi.REMOVE, new AuthorityApi.Id(id)));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let certificates that the authority signed be registered again.")
    int activate(@Parameters(paramLabel = "ID") String id) {
        return set(id, AuthorityApi.Status.ACTIVE, "the authority was not activated");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Let no more certificates be registered that the authority signed.",
                "Those that are registered go on: to end them, revoke them."
            })
    int deactivate(@Parameters(paramLabel = "ID") String id) {
        return set(id, AuthorityApi.Status.INACTIVE, "the authority was not deactivated");
    }

    private int set(String id, AuthorityApi.Status status, String what) {
        one(console.ask(what, AuthorityApi.SET_STATUS, new AuthorityApi.SetStatus(id, status)));
        return ExitCode.OK;
    }

    private void one(AuthorityApi.View authority) {
        console.print(authority, view -> table(List.of(view)).text(console.color()));
    }

    private static Table table(List<AuthorityApi.View> authorities) {
        Table table = new Table("AUTHORITY", "STATUS", "VALID TO", "SUBJECT");
        authorities.forEach(a -> table.row(a.id(), a.status(), Times.day(a.notAfter()), a.subject()));
        return table;
    }
}
