package io.gatehouse.cli;

import io.gatehouse.control.BillingGroupApi;
import io.gatehouse.control.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = "Billing groups of devices: create, ls, describe, update, add, remove, rm.")
final class BillingGroupCommand extends Noun {

    BillingGroupCommand(Console console) {
        super(console);
    }

    /** What {@code describe} prints. */
    record Described(BillingGroupApi.View group, List<String> things) {}

    /** What {@code add} and {@code remove} print. */
    record Moved(String group, List<String> things) {}

    @Command(
            mixinStandardHelpOptions = true,
            description = {"Create a billing group.", "A device is in one at most. It has no policies."})
    int create(
            @Parameters(paramLabel = "NAME", description = "1 to 128 of a-z A-Z 0-9 : _ -") String name,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        one(console.ask(
                "billing group " + name + " was not created",
                BillingGroupApi.CREATE,
                new BillingGroupApi.Create(name, description)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "List billing groups.")
    int ls(@Mixin Pages pages) {
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("billing groups were not listed", BillingGroupApi.LIST, page),
                        BillingGroupApi.Listing::groups,
                        BillingGroupApi.Listing::next),
                BillingGroupCommand::table);
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one billing group and its first 250 devices.")
    int describe(@Parameters(paramLabel = "NAME") String name) {
        String what = "no billing group to describe";
        BillingGroupApi.View group = console.ask(what, BillingGroupApi.DESCRIBE, new BillingGroupApi.Name(name));
        BillingGroupApi.Things things = console.ask(what, BillingGroupApi.THINGS, new BillingGroupApi.Name(name));
        console.print(
                new Described(group, things.things()),
                described -> new Table("FIELD", "VALUE")
                        .row("billing group", described.group().name())
                        .row("description", text(described.group().description()))
                        .row("created", Times.text(described.group().createdAt()))
                        .row("things", Table.names(described.things()))
                        .text(console.color()));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Change a billing group's description.")
    int update(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--description", required = true, paramLabel = "TEXT") String description) {
        one(console.ask(
                "billing group " + name + " was not changed",
                BillingGroupApi.UPDATE,
                new BillingGroupApi.Update(name, description)));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Put devices into a billing group, one after the other.",
                "One that is in another has to leave that first."
            })
    int add(
            @Parameters(paramLabel = "GROUP") String group,
            @Parameters(arity = "1..*", paramLabel = "THING") List<String> things) {
        return move("added", BillingGroupApi.ADD_THING, group, things);
    }

    @Command(mixinStandardHelpOptions = true, description = "Take devices out of a billing group, one after the other.")
    int remove(
            @Parameters(paramLabel = "GROUP") String group,
            @Parameters(arity = "1..*", paramLabel = "THING") List<String> things) {
        return move("removed", BillingGroupApi.REMOVE_THING, group, things);
    }

    /** AWS's API takes one at a time, so a failure tells what was done before it; the same again goes on. */
    private int move(
            String done,
            Operation<BillingGroupApi.Member, BillingGroupApi.Member> operation,
            String group,
            List<String> things) {
        List<String> moved = new ArrayList<>();
        for (String thing : things) {
            String what = "thing " + thing + " was not " + done
                    + (moved.isEmpty() ? "" : ", nor any after it; " + done + " before it: " + Table.names(moved));
            console.ask(what, operation, new BillingGroupApi.Member(group, thing));
            moved.add(thing);
        }
        console.print(
                new Moved(group, List.copyOf(moved)),
                all -> all.things().stream()
                        .map(thing -> done + " " + thing + "\n")
                        .collect(Collectors.joining()));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove a billing group. Its devices stay, and leave it.")
    int rm(@Parameters(paramLabel = "NAME") String name) {
        console.print(
                console.ask(
                        "billing group " + name + " was not removed",
                        BillingGroupApi.REMOVE,
                        new BillingGroupApi.Name(name)),
                group -> "removed " + group.name() + "\n");
        return ExitCode.OK;
    }

    private void one(BillingGroupApi.View group) {
        console.print(group, view -> table(List.of(view)).text(console.color()));
    }

    private static Table table(List<BillingGroupApi.View> groups) {
        Table table = new Table("BILLING GROUP", "CREATED", "DESCRIPTION");
        groups.forEach(g -> table.row(g.name(), Times.text(g.createdAt()), text(g.description())));
        return table;
    }

    private static @Nullable String text(String description) {
        return description.isEmpty() ? null : description;
    }
}
