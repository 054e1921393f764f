package io.gatehouse.cli;

import io.gatehouse.control.AdminJson;
import io.gatehouse.control.ShapeException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code gatehouse}: puts the commands together and turns every ending into words and an exit code. */
@Command(
        name = "gatehouse",
        mixinStandardHelpOptions = true,
        versionProvider = GatehouseCommand.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A self-hosted alternative to the AWS IoT Core endpoint: mutual TLS, policies, MQTT.",
        footer = {
            "",
            "First steps:",
            "  gatehouse up                                   start a broker on ./data",
            "  gatehouse thing create lamp --out lamp         a device: key, certificate, policy",
            "  gatehouse sub --as lamp 'lamp/#'               listen as that device",
            "  gatehouse pub --as lamp lamp/hello '{\"on\":true}'",
            "",
            "Exit codes: 0 ok, 1 refused or failed, 2 usage, 3 not reachable, 4 not authorised."
        })
public final class GatehouseCommand implements Runnable {
    /** What AWS's API has operations for, and what is made of them. */
    private static final Set<String> WITH_CONTEXT = new LinkedHashSet<>(List.of(
            "thing",
            "thing-type",
            "group",
            "billing-group",
            "tag",
            "cert",
            "ca",
            "policy",
            "apply",
            "export",
            "import",
            "context"));

    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private GatehouseCommand() {}

    /**
     * Runs one command line of this process and returns its {@link ExitCode}. Call it before anything asks for a
     * logger.
     */
    public static int main(BrokerStarter starter, String... arguments) {
        CommandLine line = commandLine(Environment.ofProcess(), starter);
        CommandLine.IExecutionStrategy run = line.getExecutionStrategy();
        return line.setExecutionStrategy(parsed -> {
                    Logs.choose(startsBroker(parsed));
                    return run.execute(parsed);
                })
                .execute(arguments);
    }

    /** By the verb, not by a word: a thing may be called {@code up}. */
    static boolean startsBroker(CommandLine.ParseResult parsed) {
        return parsed.hasSubcommand() && parsed.subcommand().commandSpec().userObject() instanceof UpCommand;
    }

    /** Runs one command line in {@code environment} and returns its {@link ExitCode}. */
    public static int execute(Environment environment, BrokerStarter starter, String... arguments) {
        return commandLine(environment, starter).execute(arguments);
    }

    static CommandLine commandLine(Environment environment, BrokerStarter starter) {
        GatehouseCommand root = new GatehouseCommand();
        Console console = new Console(environment, root.options);
        CommandLine config =
                new CommandLine(new ConfigCommand(console)).addSubcommand("check", new ConfigCommand.Check(console));
        CommandLine policy = new CommandLine(new PolicyCommand(console))
                .addSubcommand("lint", new PolicyLintCommand(console))
                .addSubcommand("test", new PolicyTestCommand(console))
                .addSubcommand("convert", new PolicyConvertCommand(console));
        CommandLine line = new CommandLine(root)
                .addSubcommand("up", new UpCommand(console, starter))
                .addSubcommand("thing", new ThingCommand(console))
                .addSubcommand("thing-type", new TypeCommand(console))
                .addSubcommand("group", new GroupCommand(console))
                .addSubcommand("billing-group", new BillingGroupCommand(console))
                .addSubcommand("tag", new TagCommand(console))
                .addSubcommand("cert", new CertCommand(console))
                .addSubcommand("ca", new CaCommand(console))
                .addSubcommand("crl", new CrlCommand(console))
                .addSubcommand("policy", policy)
                .addSubcommand("conn", new ConnCommand(console))
                .addSubcommand("why", new WhyCommand(console))
                .addSubcommand("trace", new TraceCommand(console))
                .addSubcommand("pub", new PubCommand(console))
                .addSubcommand("sub", new SubCommand(console))
                .addSubcommand("backup", new BackupCommand(console))
                .addSubcommand("restore", new RestoreCommand(console))
                .addSubcommand("store", new StoreCommand(console))
                .addSubcommand("operator", new OperatorCommand(console))
                .addSubcommand("audit", new AuditCommand(console))
                .addSubcommand("reload", new ReloadCommand(console))
                .addSubcommand("drain", new DrainCommand(console))
                .addSubcommand("registry", new RegistryCommand(console))
                .addSubcommand("apply", new ApplyCommand(console))
                .addSubcommand("export", new ExportCommand(console))
                .addSubcommand("import", new ImportCommand(console))
                .addSubcommand("context", new ContextCommand(console))
                .addSubcommand("config", config)
                .addSubcommand("doctor", DoctorCommand.commandLine(console))
                .addSubcommand("healthcheck", new HealthcheckCommand(console))
                .addSubcommand("version", new VersionCommand(console))
                .addSubcommand("completion", new AutoComplete.GenerateCompletion());
        return line.setOut(environment.out())
                .setErr(environment.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        console.color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    try (console) {
                        checkContext(parsed, root.options);
                        return new CommandLine.RunLast().execute(parsed);
                    }
                })
                .setParameterExceptionHandler((e, _) -> report(console, usage(e)))
                .setExecutionExceptionHandler((e, _, _) -> report(console, failure(e, environment)));
    }

    /** Who names a context and a command that would not look at it has to know. */
    private static void checkContext(CommandLine.ParseResult parsed, GlobalOptions options) {
        if (options.context == null || options.context.equals(BrokerContext.LOCAL) || !parsed.hasSubcommand()) {
            return;
        }
        CommandLine command = parsed.subcommand().commandSpec().commandLine();
        if (!WITH_CONTEXT.contains(command.getCommandName())) {
            throw new ParameterException(
                    command,
                    "--context " + options.context + ": gatehouse " + command.getCommandName()
                            + " works beside the broker only (expected: one of " + String.join(", ", WITH_CONTEXT)
                            + ")");
        }
    }

    /** A noun without a verb: show what there is. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int report(Console console, CommandFailure failure) {
        if (console.json()) {
            Map<String, String> members = new LinkedHashMap<>();
            if (failure.code() != null) {
                members.put("code", failure.code());
            }
            members.put("what", failure.what());
            members.put("why", failure.why());
            members.put("do", failure.remedy());
            console.note(AdminJson.pretty(members));
        } else {
            String code = failure.code() == null ? "" : " [" + failure.code() + "]";
            console.note("gatehouse: " + Table.printable(failure.what()) + code);
            console.note("  why: " + lines(failure.why()));
            console.note("  do:  " + lines(failure.remedy()));
        }
        return failure.exitCode();
    }

    // Several problems come one a line; each is made safe for a terminal by itself.
    private static String lines(String text) {
        return String.join("\n       ", text.lines().map(Table::printable).toList());
    }

    private static CommandFailure usage(ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        String near = "";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            near = "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        return CommandFailure.usage(
                "nothing was done", String.valueOf(e.getMessage()) + near, "see: " + name + " --help");
    }

    private static CommandFailure failure(Exception e, Environment environment) {
        if (e instanceof CommandFailure failure) {
            return failure;
        }
        if (e instanceof ShapeException malformed) {
            return CommandFailure.usage(
                    "nothing was done", String.valueOf(malformed.getMessage()), "give another value");
        }
        if (environment.variable("GATEHOUSE_DEBUG") != null) {
            e.printStackTrace(environment.err());
        }
        return CommandFailure.failed(
                "the command failed",
                "a defect: " + e,
                "report it with the output of the same command under GATEHOUSE_DEBUG=1");
    }

    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.line()};
        }
    }
}
