package io.gatehouse.cli;

import io.gatehouse.control.TypeApi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(mixinStandardHelpOptions = true, description = "Types of devices: create, ls, describe, deprecate, rm.")
final class TypeCommand extends Noun {

    TypeCommand(Console console) {
        super(console);
    }

    @Command(mixinStandardHelpOptions = true, description = "Create a type that things may have.")
    int create(
            @Parameters(paramLabel = "NAME", description = "1 to 128 of a-z A-Z 0-9 : _ -") String name,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description,
            @Option(names = "--searchable", paramLabel = "ATTRIBUTE", description = "up to 3") @Nullable
                    List<String> searchable) {
        one(console.ask(
                "thing type " + name + " was not created",
                TypeApi.CREATE,
                new TypeApi.Create(name, description, searchable, null)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "List types.")
    int ls(@Mixin Pages pages) {
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("thing types were not listed", TypeApi.LIST, page),
                        TypeApi.Listing::types,
                        TypeApi.Listing::next),
                TypeCommand::table);
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one type.")
    int describe(@Parameters(paramLabel = "NAME") String name) {
        one(console.ask("no thing type to describe", TypeApi.DESCRIBE, new TypeApi.Name(name)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Give a type to no more things; those of it keep it.")
    int deprecate(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--undo", description = "take it up again") boolean undo) {
        one(console.ask(
                "thing type " + name + " was not changed", TypeApi.DEPRECATE, new TypeApi.Deprecate(name, undo)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove a type that is deprecated and of no thing.")
    int rm(@Parameters(paramLabel = "NAME") String name) {
        console.print(
                console.ask("thing type " + name + " was not removed", TypeApi.REMOVE, new TypeApi.Name(name)),
                type -> "removed " + type.name() + "\n");
        return ExitCode.OK;
    }

    private void one(TypeApi.View type) {
        console.print(type, view -> table(List.of(view)).text(console.color()));
    }

    private static Table table(List<TypeApi.View> types) {
        Table table = new Table("TYPE", "DEPRECATED", "CREATED", "SEARCHABLE", "DESCRIPTION");
        types.forEach(t -> table.row(
                t.name(),
                Times.maybe(t.deprecatedAt()),
                Times.text(t.createdAt()),
                Table.names(t.searchable()),
                t.description().isEmpty() ? null : t.description()));
        return table;
    }
}
