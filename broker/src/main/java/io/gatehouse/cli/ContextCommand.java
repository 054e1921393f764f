package io.gatehouse.cli;

import io.gatehouse.cli.BrokerContext.Credentials;
import io.gatehouse.control.OperatorApi;
import io.gatehouse.remote.BootstrapCall;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Brokers elsewhere, by names: add, ls, use, rm.",
            "thing, thing-type, group, cert, ca, policy, apply, export and import speak to the one of --context,"
                    + " GATEHOUSE_CONTEXT, or of context use; to the broker on the data folder otherwise."
        })
final class ContextCommand extends Noun {

    ContextCommand(Console console) {
        super(console);
    }

    /** What is shown of a context; a secret is not. */
    record View(String name, boolean current, String endpoint, String ca, String credentials) {
        static View of(BrokerContext context, @Nullable String current) {
            return new View(
                    context.name(),
                    context.name().equals(current),
                    context.endpoint().toString(),
                    context.ca().toString(),
                    switch (context.credentials()) {
                        case Credentials.AccessKey(String id, String _) -> "access key " + id;
                        case Credentials.ClientCertificate(Path certificate, Path _) -> "certificate " + certificate;
                    });
        }
    }

    record Listing(List<View> contexts, String file) {}

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Keep where a broker is and how to come in.",
                "An operator is made beside the broker: gatehouse operator create, or operator trust for a certificate."
                        + " The secret of an access key is asked for, or read from standard input or a file; it is kept"
                        + " in a file that you alone may read.",
                "With --bootstrap-token-file the first operator of a broker is made from here, an admin, and its access"
                        + " key is kept.",
                "Else it connects to nothing; gatehouse thing ls --context NAME tells whether it works."
            })
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--endpoint",
                            required = true,
                            paramLabel = "URL",
                            description = "https://host:port of the control plane; the port is 9443 where none is said")
                    String endpoint,
            @Option(
                            names = "--ca",
                            required = true,
                            paramLabel = "FILE",
                            description = "whom to trust there, PEM; ca.pem in a device's folder")
                    Path ca,
            @Option(names = "--cert", paramLabel = "FILE", description = "an operator's certificate, PEM") @Nullable
                    Path certificate,
            @Option(names = "--key", paramLabel = "FILE", description = "its private key, PKCS#8") @Nullable Path key,
            @Option(names = "--access-key-id", paramLabel = "ID", description = "an operator's access key") @Nullable
                    String accessKeyId,
            @Option(names = "--secret-file", paramLabel = "FILE", description = "with its secret, instead of asking")
                    @Nullable
                    Path secretFile,
            @Option(
                            names = "--bootstrap-token-file",
                            paramLabel = "FILE",
                            description = "the token of control.bootstrap-token, to make the first operator with")
                    @Nullable
                    Path tokenFile,
            @Option(names = "--operator", paramLabel = "NAME", description = "of that first operator") @Nullable
                    String operator,
            @Option(names = "--replace", description = "write over one of that name") boolean replace) {
        String what = "the context was not added";
        String problem = BrokerContext.problemOfName(name);
        if (problem != null) {
            throw CommandFailure.usage(what, problem, "take another name");
        }
        URI uri = BrokerContext.endpoint(endpoint);
        if (uri == null) {
            throw CommandFailure.usage(
                    what, "--endpoint: " + endpoint + " (expected: https://host:port)", "give the control plane's");
        }
        ContextFile file = file();
        ContextFile.Content content = file.read();
        if (content.find(name) != null && !replace) {
            throw CommandFailure.failed(
                    what, "context " + name + " exists already", "take another name, or add --replace");
        }
        Path trusted = console.environment().resolve(ca);
        boolean first = tokenFile != null || operator != null;
        if (first && (certificate != null || key != null || accessKeyId != null || secretFile != null)) {
            throw CommandFailure.usage(
                    what, "credentials beside a bootstrap token: (expected: one of the two)", "leave one out");
        }
        Credentials credentials = first
                ? firstOperator(what, file, uri, trusted, tokenFile, operator)
                : credentials(what, certificate, key, accessKeyId, secretFile);
        var context = new BrokerContext(name, uri, trusted, credentials);
        var _ = new ContextTls(what).of(context); // so that what is wrong with the files is said now
        file.write(content.with(context));
        console.print(
                View.of(context, content.current()),
                view -> "context " + view.name() + " is kept in " + file.path() + "\n"
                        + "try it:  gatehouse thing ls --context " + view.name() + "\n"
                        + "use it:  gatehouse context use " + view.name() + "\n");
        return ExitCode.OK;
    }

    /** Made there; nobody is shown its secret a second time, so the file is known to take it before. */
    private Credentials firstOperator(
            String what, ContextFile file, URI endpoint, Path ca, @Nullable Path tokenFile, @Nullable String operator) {
        if (tokenFile == null || operator == null) {
            throw CommandFailure.usage(
                    what, "--bootstrap-token-file and --operator: (expected: both)", "give the other one too");
        }
        String token = SecretInput.token(console.environment(), what, tokenFile);
        SSLContext tls = new ContextTls(what).trusting(ca);
        file.write(file.read());
        OperatorApi.Key key = Console.done(
                what,
                BootstrapCall.firstOperator(endpoint, tls, token, operator, console.timeout(), InstantSource.system()));
        return new Credentials.AccessKey(key.accessKeyId(), key.secretAccessKey());
    }

    private Credentials credentials(
            String what,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable String accessKeyId,
            @Nullable Path secretFile) {
        if (certificate != null && key != null && accessKeyId == null && secretFile == null) {
            return new Credentials.ClientCertificate(
                    console.environment().resolve(certificate),
                    console.environment().resolve(key));
        }
        if (certificate != null || key != null || accessKeyId == null) {
            throw CommandFailure.usage(
                    what,
                    "credentials: (expected: --cert and --key, or --access-key-id)",
                    "give one of the two; operators are made beside the broker: gatehouse operator create");
        }
        if (!accessKeyId.matches("[A-Za-z0-9_]{8,128}")) {
            throw CommandFailure.usage(
                    what, "--access-key-id: (expected: as operator create printed it, GHAK…)", "give the id");
        }
        return new Credentials.AccessKey(accessKeyId, SecretInput.read(console.environment(), what, secretFile));
    }

    @Command(aliases = "list", mixinStandardHelpOptions = true, description = "List contexts; no secrets.")
    int ls() {
        ContextFile file = file();
        ContextFile.Content content = file.read();
        Path path = file.path();
        List<View> views = new ArrayList<>();
        content.contexts().forEach(entry -> views.add(View.of(entry.context(), content.current())));
        console.print(new Listing(views, path.toString()), listing -> {
            Table table = new Table("CONTEXT", "CURRENT", "ENDPOINT", "CREDENTIALS");
            listing.contexts()
                    .forEach(view ->
                            table.row(view.name(), view.current() ? "yes" : null, view.endpoint(), view.credentials()));
            table.row(BrokerContext.LOCAL, content.current() == null ? "yes" : null, "the data folder", null);
            return table.text(console.color());
        });
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let commands use a context from now on; local for the broker on the data folder again.")
    int use(@Parameters(paramLabel = "NAME") String name) {
        ContextFile file = file();
        ContextFile.Content content = file.read();
        if (!name.equals(BrokerContext.LOCAL)) {
            existing("the context was not changed", content, name);
        }
        file.write(new ContextFile.Content(name.equals(BrokerContext.LOCAL) ? null : name, content.contexts()));
        console.print(new Used(name), used -> "now in use: " + used.context() + "\n");
        return ExitCode.OK;
    }

    record Used(String context) {}

    @Command(mixinStandardHelpOptions = true, description = "Forget a context, its secret included.")
    int rm(@Parameters(paramLabel = "NAME") String name) {
        ContextFile file = file();
        ContextFile.Content content = file.read();
        BrokerContext context = existing("the context was not removed", content, name);
        file.write(content.without(name));
        console.print(View.of(context, null), view -> "removed " + view.name() + "\n");
        return ExitCode.OK;
    }

    private static BrokerContext existing(String what, ContextFile.Content content, String name) {
        BrokerContext context = content.find(name);
        if (context == null) {
            throw CommandFailure.failed(
                    what,
                    "context: " + name + " (expected: one that was added)",
                    "see what there is: gatehouse context ls");
        }
        return context;
    }

    private ContextFile file() {
        return ContextFile.of(console.environment());
    }
}
