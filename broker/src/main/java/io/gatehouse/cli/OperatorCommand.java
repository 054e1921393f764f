package io.gatehouse.cli;

import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.OperatorApi;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description =
                "Who may operate the broker over the network: create, ls, grant, disable, rm, rotate, retire, trust,"
                        + " attach.")
final class OperatorCommand extends Noun {

    OperatorCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Make an operator with an access key, and print its secret.",
                "The secret is shown this once. Clients take both as AWS's: aws configure, or AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY."
            })
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "viewer looks, operator changes, admin changes operators too")
                    OperatorApi.Power role) {
        print(console.ask(
                "operator " + name + " was not created", OperatorApi.CREATE, new OperatorApi.Create(name, role)));
        return ExitCode.OK;
    }

    @Command(aliases = "list", mixinStandardHelpOptions = true, description = "List operators and their access keys.")
    int ls() {
        OperatorApi.Listing listing =
                console.ask("operators were not listed", OperatorApi.LIST, new BrokerApi.Nothing());
        console.print(listing, found -> table(found.operators()).text(console.color()));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Give an operator another role.")
    int grant(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "ROLE", description = "viewer, operator or admin") OperatorApi.Power role) {
        one(console.ask("operator " + name + " was not changed", OperatorApi.GRANT, new OperatorApi.Grant(name, role)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Let an operator do nothing, until it is undone.")
    int disable(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--undo", description = "enable it again") boolean undo) {
        one(console.ask(
                "operator " + name + " was not changed", OperatorApi.DISABLE, new OperatorApi.Disable(name, undo)));
        return ExitCode.OK;
    }

    @Command(aliases = "delete", mixinStandardHelpOptions = true, description = "Remove an operator and its keys.")
    int rm(@Parameters(paramLabel = "NAME") String name) {
        console.print(
                console.ask("operator " + name + " was not removed", OperatorApi.DELETE, new OperatorApi.Name(name)),
                operator -> "removed " + operator.name() + "\n");
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Make a second access key, and print its secret.",
                "The first one counts on. When every client has the new one: gatehouse operator retire NAME KEY"
            })
    int rotate(@Parameters(paramLabel = "NAME") String name) {
        print(console.ask(
                "operator " + name + " has no new access key", OperatorApi.ROTATE, new OperatorApi.Name(name)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Take an access key away.")
    int retire(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "KEY", description = "its id, as ls shows it") String key) {
        one(console.ask(
                "access key " + key + " was not taken away", OperatorApi.RETIRE, new OperatorApi.Retire(name, key)));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let a client certificate stand for an operator: whoever proves to have its key.")
    int trust(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE", description = "the certificate, PEM") Path file,
            @Option(names = "--undo", description = "no more") boolean undo) {
        String what = "the certificates of operator " + name + " were not changed";
        one(console.ask(what, OperatorApi.TRUST, OperatorApi.Trust.of(name, certificate(what, file), undo)));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Let a policy say what an operator may do on the data plane, by signed requests and WebSockets.",
                "Without one it may do nothing there, whatever its role."
            })
    int attach(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "POLICY", description = "as gatehouse policy ls shows it") String policy,
            @Option(names = "--undo", description = "no more") boolean undo) {
        one(console.ask(
                "the policies of operator " + name + " were not changed",
                OperatorApi.ATTACH,
                new OperatorApi.Attach(name, policy, undo)));
        return ExitCode.OK;
    }

    private X509Certificate certificate(String what, Path file) {
        try {
            return CertificateFile.read(console.environment().resolve(file))
                    .certificates()
                    .getFirst();
        } catch (CertificateFile.Unreadable e) {
            throw CommandFailure.failed(what, e.why(), e.remedy());
        }
    }

    private void print(OperatorApi.Key key) {
        console.print(
                key,
                made -> "operator:          " + Table.printable(made.operator()) + "\n"
                        + "access key id:     " + made.accessKeyId() + "\n"
                        + "secret access key: " + made.secretAccessKey() + "\n"
                        + "The secret is not shown again.\n");
    }

    private void one(OperatorApi.View operator) {
        console.print(operator, view -> table(List.of(view)).text(console.color()));
    }

    private static Table table(List<OperatorApi.View> operators) {
        Table table = new Table("OPERATOR", "ROLE", "DISABLED", "ACCESS KEYS", "LAST USED", "CERTIFICATES", "POLICIES");
        for (OperatorApi.View operator : operators) {
            table.row(
                    operator.name(),
                    operator.role(),
                    operator.disabled() ? "yes" : null,
                    Table.names(operator.keys().stream()
                            .map(OperatorApi.KeyView::id)
                            .toList()),
                    operator.keys().stream()
                            .map(OperatorApi.KeyView::lastUsedAt)
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .map(Times::text)
                            .orElse(null),
                    Table.names(operator.certificates().stream()
                            .map(certificate -> certificate.substring(0, 8))
                            .toList()),
                    Table.names(operator.policies()));
        }
        return table;
    }
}
