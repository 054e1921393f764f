package io.gatehouse.cli;

import io.gatehouse.control.ThingApi;
import io.gatehouse.control.ThingChangeApi;
import io.gatehouse.control.ThingTemplateApi;
import io.gatehouse.pki.SigningRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = "Devices: create, register, ls, describe, update, attach, detach, rm.")
final class ThingCommand extends Noun {

    ThingCommand(Console console) {
        super(console);
    }

    /** What {@code create} prints. */
    record CreatedIn(String thing, String certificateId, String policy, String folder, String host, int port) {}

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Create a device and a folder with all it needs: key, certificate, chain, CA, policy, snippets.",
                "The private key is made here and never leaves the folder."
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "1 to 128 of a-z A-Z 0-9 : _ -") String name,
            @Option(names = "--out", paramLabel = "FOLDER", description = "new or empty (default: ./NAME)") @Nullable
                    Path out,
            @Option(
                            names = "--policy",
                            paramLabel = "NAME",
                            description = "attach this policy instead of the one for a thing's own topics")
                    @Nullable
                    String policy,
            @Option(names = "--type", paramLabel = "TYPE", description = "a thing type that exists") @Nullable
                    String type,
            @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "may be repeated") @Nullable
                    Map<String, String> attributes) {
        SigningRequest request = SigningRequest.create();
        var create = new ThingApi.Create(name, type, attributes == null ? Map.of() : attributes, policy, request.pem());
        Path path = console.environment().resolve(out != null ? out : Path.of(folderName(name)));
        ThingFolder folder = ThingFolder.prepare(path);
        ThingApi.Created created;
        try {
            created = console.ask("thing " + name + " was not created", ThingApi.CREATE, create);
        } catch (CommandFailure refused) {
            folder.abandon();
            throw refused;
        }
        folder.write(created, request.privateKeyPem());
        console.print(
                new CreatedIn(
                        created.name(),
                        created.certificateId(),
                        created.policy(),
                        path.toString(),
                        created.host(),
                        created.port()),
                this::nextSteps);
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Register a device by a provisioning template: its thing, certificate, policies and groups at once.",
                "The template says where the certificate comes from: an id, a PEM, or a signing request, which the"
                        + " broker's authority signs."
            },
            footer = {
                "",
                "Example:",
                "  gatehouse thing register --template pump.json --parameter Serial=7 --parameter CSR=\"$(cat 7.csr)\""
            })
    int register(
            @Option(
                            names = "--template",
                            required = true,
                            paramLabel = "FILE",
                            description = "JSON, as AWS has it; - for standard input")
                    Path template,
            @Option(
                            names = "--parameter",
                            paramLabel = "NAME=VALUE",
                            description = "for what the template leaves open; may be repeated")
                    @Nullable
                    Map<String, String> parameters,
            @Option(names = "--out", paramLabel = "FILE", description = "write the certificate into it (PEM), new")
                    @Nullable
                    Path out) {
        String what = "nothing was registered";
        Path file = out == null ? null : console.environment().resolve(out);
        if (file != null && Files.exists(file)) { // before there is anything that it would have to hold
            throw CommandFailure.usage(what, "--out: " + out + " exists (expected: a new file)", "take another name");
        }
        String body = template.equals(Path.of("-"))
                ? TextFile.typed(what, console.environment().in())
                : read(what, template);
        ThingTemplateApi.Registered registered = console.ask(
                what,
                ThingTemplateApi.REGISTER,
                new ThingTemplateApi.Register(body, parameters == null ? Map.of() : parameters));
        if (file != null) {
            write(file, registered);
        }
        console.print(registered, ThingCommand::registered);
        return ExitCode.OK;
    }

    private static void write(Path file, ThingTemplateApi.Registered registered) {
        try {
            Files.writeString(file, registered.certificatePem(), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "certificate " + registered.certificateId() + " is registered, and not in a file",
                    "--out: " + file + " cannot be written: " + e.getMessage(),
                    "take it from: gatehouse cert inspect " + registered.certificateId() + " -o json");
        }
    }

    private static String registered(ThingTemplateApi.Registered registered) {
        StringBuilder text = new StringBuilder("certificate  " + registered.certificateId() + "\n");
        new TreeMap<>(registered.resourceArns())
                .forEach((name, arn) ->
                        text.append(name).append("  ").append(arn).append('\n'));
        return text.append(registered.certificatePem().strip()).append('\n').toString();
    }

    // A thing's name may have a colon, which is no part of a file name everywhere.
    private static String folderName(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private String nextSteps(CreatedIn created) {
        String folder =
                console.environment().folder().equals(Path.of(created.folder()).getParent())
                        ? String.valueOf(Path.of(created.folder()).getFileName())
                        : created.folder();
        return "thing        " + created.thing() + "\n"
                + "certificate  " + created.certificateId() + "\n"
                + "policy       " + created.policy() + "\n"
                + "folder       " + created.folder() + "\n\n"
                + "Next:\n"
                + "  ./gatehouse sub --as " + folder + " '" + created.thing() + "/#'\n"
                + "  ./gatehouse pub --as " + folder + " " + created.thing() + "/hello '{\"on\":true}'\n";
    }

    @Command(mixinStandardHelpOptions = true, description = "List devices.")
    int ls(@Mixin Pages pages) {
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("things were not listed", ThingApi.LIST, page),
                        ThingApi.Listing::things,
                        ThingApi.Listing::next),
                things -> {
                    Table table = new Table("THING", "TYPE", "CERTIFICATES", "CREATED", "ATTRIBUTES");
                    things.forEach(t -> table.row(
                            t.name(),
                            t.type(),
                            t.certificates(),
                            Times.maybe(t.createdAt()),
                            attributes(t.attributes())));
                    return table;
                });
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one device and its certificates.")
    int describe(@Parameters(paramLabel = "NAME") String name) {
        ThingApi.Detail detail = console.ask("no thing to describe", ThingApi.DESCRIBE, new ThingApi.Name(name));
        console.print(
                detail,
                thing -> new Table("FIELD", "VALUE")
                                .row("thing", thing.name())
                                .row("type", thing.type())
                                .row("groups", Table.names(thing.groups()))
                                .row("billing group", thing.billingGroup())
                                .row("attributes", attributes(thing.attributes()))
                                .row("version", thing.version())
                                .row("created", Times.maybe(thing.createdAt()))
                                .row("exclusive to", Table.names(thing.exclusive()))
                                .text(console.color())
                        + "\n" + CertCommand.table(thing.certificates()).text(console.color()));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Change a device's type and attributes.",
                "Attributes not named stay; one without value (KEY=) goes. Live sessions follow within a second."
            })
    int update(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--type", paramLabel = "TYPE", description = "a thing type that exists") @Nullable
                    String type,
            @Option(names = "--no-type", description = "take its type away") boolean noType,
            @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "may be repeated") @Nullable
                    Map<String, String> attributes) {
        String what = "thing " + name + " was not changed";
        if (type != null && noType) {
            throw CommandFailure.usage(what, "--type: " + type + " (expected: it or --no-type)", "give one of the two");
        }
        var request = new ThingChangeApi.Update(name, type, noType, attributes == null ? Map.of() : attributes);
        console.print(
                console.ask(what, ThingChangeApi.UPDATE, request),
                thing -> new Table("THING", "TYPE", "VERSION", "ATTRIBUTES")
                        .row(thing.name(), thing.type(), thing.version(), attributes(thing.attributes()))
                        .text(console.color()));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Attach a device to one more certificate.")
    int attach(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "CERTIFICATE") String certificate,
            @Option(
                            names = "--exclusive",
                            description = "as its only thing: its connections stand for it whatever their client id")
                    boolean exclusive) {
        console.print(
                console.ask(
                        "thing " + name + " was not attached",
                        ThingChangeApi.ATTACH,
                        new ThingChangeApi.Attach(name, certificate, exclusive)),
                done -> "attached " + done.thing() + " " + done.certificateId() + "\n");
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Detach a device from a certificate.")
    int detach(
            @Parameters(paramLabel = "NAME") String name, @Parameters(paramLabel = "CERTIFICATE") String certificate) {
        console.print(
                console.ask(
                        "thing " + name + " was not detached",
                        ThingChangeApi.DETACH,
                        new ThingChangeApi.Detach(name, certificate)),
                done -> "detached " + done.thing() + " " + done.certificateId() + "\n");
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove a device. Its folder stays; you have the key.")
    int rm(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--revoke",
                            description =
                                    "revoke its certificates first, for good; without it a thing that has any is kept")
                    boolean revoke) {
        var request = new ThingApi.Remove(name, revoke);
        ThingApi.Removed removed = console.ask("thing " + name + " was not removed", ThingApi.REMOVE, request);
        console.print(
                removed,
                r -> "removed " + r.name()
                        + r.revoked().stream().map(id -> "\nrevoked " + id).collect(Collectors.joining()) + "\n");
        return ExitCode.OK;
    }

    static @Nullable String attributes(Map<String, String> attributes) {
        return attributes.isEmpty()
                ? null
                : attributes.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
