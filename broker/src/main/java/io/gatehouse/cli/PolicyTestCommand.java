package io.gatehouse.cli;

import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.PolicyTestApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Say what a device may do, and which statements say so, without a device.",
            "Every action is asked about every resource; without an action, whether the device may connect.",
            "Exits with 0 where all of it is allowed and the device would be let in, else with 1.",
            "With a context AWS's TestAuthorization is asked, and the answer says what that cannot tell."
        },
        footer = {
            "",
            "Examples:",
            "  gatehouse policy test --thing lamp",
            "  gatehouse policy test --thing lamp --action publish --resource lamp/state",
            "  gatehouse policy test --thing lamp --action publish --resource x --add new.json"
        })
final class PolicyTestCommand implements Callable<Integer> {
    private static final String WHAT = "nothing was simulated";

    private final Console console;

    @Option(
            names = "--certificate",
            paramLabel = "ID",
            description = "the device's certificate, or the beginning of it")
    private @Nullable String certificate;

    @Option(names = "--thing", paramLabel = "THING", description = "the device's thing; instead of its certificate")
    private @Nullable String thing;

    @Option(
            names = "--client-id",
            paramLabel = "CLIENT",
            description = "what the device calls itself (default: the thing's name)")
    private @Nullable String clientId;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "connect, publish, retain_publish, subscribe or receive; or as policies spell it,"
                    + " iot:Publish (default: connect)")
    private List<String> actions = new ArrayList<>();

    @Option(
            names = "--resource",
            paramLabel = "RESOURCE",
            description = "a topic or filter, also with topic/ or topicfilter/ in front, or as an ARN")
    private List<String> resources = new ArrayList<>();

    @Option(
            names = "--source-ip",
            paramLabel = "ADDRESS",
            description = "where it connects from (default: open, so that conditions about it find no value)")
    private @Nullable String sourceIp;

    @Option(names = "--persistent", description = "it asks for a session that outlives the connection")
    private boolean persistent;

    @Option(names = "--last-will", description = "it brings a will")
    private boolean lastWill;

    @Option(
            names = "--add",
            paramLabel = "POLICY|FILE",
            description = "as if this policy were attached, too; a file need not be stored")
    private List<String> added = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "POLICY", description = "as if this policy were not attached")
    private List<String> skipped = new ArrayList<>();

    PolicyTestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (certificate == null && thing == null) {
            throw CommandFailure.usage(
                    WHAT, "--thing: missing (expected: it or --certificate)", "say which device is meant");
        }
        List<String> names = new ArrayList<>();
        List<PolicyApi.Put> documents = new ArrayList<>();
        for (String policy : added) {
            Path file = console.environment().resolve(Path.of(policy));
            if (Files.isRegularFile(file)) {
                documents.add(new PolicyApi.Put(policy, TextFile.read(WHAT, file)));
            } else {
                names.add(policy);
            }
        }
        PolicyTestApi.Tested tested = console.ask(
                WHAT,
                PolicyTestApi.TEST,
                new PolicyTestApi.Test(
                        certificate,
                        thing,
                        clientId,
                        sourceIp,
                        persistent,
                        lastWill,
                        authInfos(),
                        names,
                        skipped,
                        documents));
        console.print(tested, this::text);
        boolean allowed = tested.authResults().stream()
                .allMatch(result -> result.authDecision().equals("ALLOWED"));
        return allowed && tested.gate() == null ? ExitCode.OK : ExitCode.FAILED;
    }

    /** One for each action and resource, so that each is answered for itself. */
    private List<PolicyTestApi.AuthInfo> authInfos() {
        List<PolicyTestApi.AuthInfo> infos = new ArrayList<>();
        for (String action : actions.isEmpty() ? List.of("connect") : actions) {
            String type = type(action);
            if (type.equals("CONNECT")) {
                infos.add(new PolicyTestApi.AuthInfo(type, List.of()));
            } else if (resources.isEmpty()) {
                throw CommandFailure.usage(
                        WHAT,
                        "--resource: missing (expected: one for --action " + action + ")",
                        "give a topic or filter");
            } else {
                resources.forEach(resource -> infos.add(new PolicyTestApi.AuthInfo(type, List.of(resource))));
            }
        }
        if (infos.size() > PolicyTestApi.MOST_AUTH_INFOS) {
            throw CommandFailure.usage(
                    WHAT,
                    infos.size() + " pairs of action and resource (expected: at most " + PolicyTestApi.MOST_AUTH_INFOS
                            + ")",
                    "ask several times");
        }
        return infos;
    }

    /** {@code iot:RetainPublish}, {@code retain-publish} and {@code RETAIN_PUBLISH} are the same. */
    private static String type(String action) {
        String bare = action.startsWith("iot:") ? action.substring("iot:".length()) : action;
        return bare.equalsIgnoreCase("RetainPublish")
                ? "RETAIN_PUBLISH"
                : bare.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private String text(PolicyTestApi.Tested tested) {
        Table who = new Table("FIELD", "VALUE")
                .row("certificate", tested.certificate())
                .row("client", tested.clientId())
                .row("thing", tested.thing())
                .row("policies", tested.policies().isEmpty() ? "none" : String.join(", ", tested.policies()));
        PolicyTestApi.Gate gate = tested.gate();
        if (gate != null) {
            who.row("CONNECT refused", gate.reason() + ": " + gate.detail());
        }
        if (tested.unknown() != null) {
            tested.unknown().forEach(unknown -> who.row("cannot tell", unknown));
        }
        Table answers = new Table("ACTION", "RESOURCE", "DECISION", "WHY");
        for (PolicyTestApi.AuthResult result : tested.authResults()) {
            for (PolicyTestApi.ResourceResult resource : result.resources()) {
                String action = result.authInfo().actionType();
                List<String> reasons = reasons(result, resource);
                answers.row(action, name(resource.resource()), resource.decision(), reasons.getFirst());
                reasons.stream().skip(1).forEach(reason -> answers.row("", "", "", reason));
            }
        }
        return who.text(console.color()) + "\n" + answers.text(console.color());
    }

    /** Never empty. */
    private static List<String> reasons(PolicyTestApi.AuthResult result, PolicyTestApi.ResourceResult resource) {
        List<String> reasons = new ArrayList<>();
        if (resource.statements().isEmpty()) { // of a broker elsewhere it is known which policies, and no more
            result.denied().explicitDeny().policies().forEach(policy -> reasons.add("Deny by " + policy.policyName()));
            result.allowed().policies().forEach(policy -> reasons.add("Allow by " + policy.policyName()));
        }
        for (PolicyTestApi.Matched matched : resource.statements()) {
            reasons.add(matched.effect() + " by policy " + matched.policy() + ", Statement[" + matched.statement() + "]"
                    + (matched.sid() == null ? "" : " (" + matched.sid() + ")"));
        }
        if (reasons.isEmpty()) {
            reasons.add("no statement matched");
        }
        if (resource.nearest() != null) {
            reasons.add("nearest: " + resource.nearest());
        }
        if (!resource.missing().isEmpty()) {
            reasons.add("without a value: " + String.join(", ", resource.missing()));
        }
        if (!resource.withheld().isEmpty()) {
            reasons.add("with a value that may not be put in: " + String.join(", ", resource.withheld()));
        }
        return reasons;
    }

    /** {@code topic/a/b} of an ARN. */
    private static String name(String arn) {
        return arn.split(":", 6)[5];
    }
}
