package io.gatehouse.cli;

import io.gatehouse.control.GroupApi;
import io.gatehouse.control.Operation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = "Groups of devices: create, ls, describe, update, add, remove, attach, detach, rm.")
final class GroupCommand extends Noun {

    GroupCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Create a group of devices.",
                "Policies attached to it apply to the devices in it and in all groups under it.",
                "With a query it is dynamic: it has the devices that the query means, and no policies."
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "1 to 128 of a-z A-Z 0-9 : _ -") String name,
            @Option(names = "--parent", paramLabel = "GROUP", description = "the group above it, for good") @Nullable
                    String parent,
            @Option(
                            names = "--query",
                            paramLabel = "QUERY",
                            description = "which devices are in it, as in a search: 'attributes.site:berlin'")
                    @Nullable
                    String query,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description,
            @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "may be repeated") @Nullable
                    Map<String, String> attributes) {
        one(console.ask(
                "group " + name + " was not created",
                GroupApi.CREATE,
                new GroupApi.Create(name, parent, query, description, attributes)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "List groups.")
    int ls(@Mixin Pages pages) {
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("groups were not listed", GroupApi.LIST, page),
                        GroupApi.Listing::groups,
                        GroupApi.Listing::next),
                GroupCommand::table);
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one group, its policies and its devices.")
    int describe(@Parameters(paramLabel = "NAME") String name) {
        console.print(
                console.ask("no group to describe", GroupApi.DESCRIBE, new GroupApi.Name(name)),
                group -> new Table("FIELD", "VALUE")
                        .row("group", group.name())
                        .row("path", String.join(" > ", group.path()))
                        .row("query", group.query())
                        .row("description", group.description().isEmpty() ? null : group.description())
                        .row("attributes", ThingCommand.attributes(group.attributes()))
                        .row("version", group.version())
                        .row("created", Times.text(group.createdAt()))
                        .row("policies", Table.names(group.policies()))
                        .row("child groups", Table.names(group.children()))
                        .row("things", Table.names(group.things()))
                        .row("things in all", group.thingsBelow())
                        .text(console.color()));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Change a group's description, its attributes or a dynamic group's query.")
    int update(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--query", paramLabel = "QUERY", description = "of a dynamic group") @Nullable String query,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description,
            @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "these and no others") @Nullable
                    Map<String, String> attributes) {
        one(console.ask(
                "group " + name + " was not changed",
                GroupApi.UPDATE,
                new GroupApi.Update(name, query, description, attributes)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Put devices into a group, all or none.")
    int add(
            @Parameters(paramLabel = "GROUP") String group,
            @Parameters(arity = "1..*", paramLabel = "THING") List<String> things) {
        return move("added", "nothing was added", GroupApi.ADD_THINGS, group, things);
    }

    @Command(mixinStandardHelpOptions = true, description = "Take devices out of a group, all or none.")
    int remove(
            @Parameters(paramLabel = "GROUP") String group,
            @Parameters(arity = "1..*", paramLabel = "THING") List<String> things) {
        return move("removed", "nothing was taken out", GroupApi.REMOVE_THINGS, group, things);
    }

    private int move(
            String done,
            String what,
            Operation<GroupApi.Members, GroupApi.Moved> operation,
            String group,
            List<String> things) {
        console.print(
                console.ask(what, operation, new GroupApi.Members(group, things)),
                moved -> moved.things().isEmpty()
                        ? "nothing changed\n"
                        : moved.things().stream()
                                .map(thing -> done + " " + thing + "\n")
                                .collect(Collectors.joining()));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Attach a policy to a group. Live sessions follow within a second.")
    int attach(@Parameters(paramLabel = "GROUP") String group, @Parameters(paramLabel = "POLICY") String policy) {
        return bind("attached", GroupApi.ATTACH, group, policy);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Detach a policy from a group. Live sessions follow within a second.")
    int detach(@Parameters(paramLabel = "GROUP") String group, @Parameters(paramLabel = "POLICY") String policy) {
        return bind("detached", GroupApi.DETACH, group, policy);
    }

    private int bind(
            String done, Operation<GroupApi.Binding, GroupApi.Binding> operation, String group, String policy) {
        console.print(
                console.ask("policy " + policy + " was not " + done, operation, new GroupApi.Binding(group, policy)),
                binding -> done + " " + binding.policy() + " " + binding.group() + "\n");
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove a group without child groups. Its devices stay, its policies are detached.")
    int rm(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--with-things",
                            description = "its devices leave it; without it a group that has any is kept")
                    boolean withThings) {
        console.print(
                console.ask(
                        "group " + name + " was not removed", GroupApi.REMOVE, new GroupApi.Remove(name, withThings)),
                removed -> "removed " + removed.name()
                        + (removed.things() == 0 ? "" : "; things that left it: " + removed.things()) + "\n");
        return ExitCode.OK;
    }

    private void one(GroupApi.View group) {
        console.print(group, view -> table(List.of(view)).text(console.color()));
    }

    private static Table table(List<GroupApi.View> groups) {
        Table table = new Table("GROUP", "PARENT", "QUERY", "THINGS", "POLICIES", "CREATED", "DESCRIPTION");
        groups.forEach(g -> table.row(
                g.name(),
                g.parent(),
                g.query(),
                g.things(),
                Table.names(g.policies()),
                Times.text(g.createdAt()),
                g.description().isEmpty() ? null : g.description()));
        return table;
    }
}
