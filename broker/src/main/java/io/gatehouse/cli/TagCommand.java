package io.gatehouse.cli;

import io.gatehouse.control.TagApi;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Tags: ls, set, rm.",
            "Types, groups of both kinds, policies, provisioning templates and authorities may have some; things and"
                    + " certificates may not, as at AWS."
        })
final class TagCommand extends Noun {
    private static final String RESOURCE =
            "an ARN, or NOUN/NAME: thing-type, group, billing-group, policy, template, ca (its whole id)";

    TagCommand(Console console) {
        super(console);
    }

    @Command(mixinStandardHelpOptions = true, description = "List the tags of something.")
    int ls(@Parameters(paramLabel = "RESOURCE", description = RESOURCE) String resource) {
        print(found("no tags to list", TagName.parse("no tags to list", resource)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Give something tags, or others values. The others stay.")
    int set(
            @Parameters(paramLabel = "RESOURCE", description = RESOURCE) String resource,
            @Parameters(arity = "1..*", paramLabel = "KEY=VALUE", description = "a value may be empty: KEY=")
                    Map<String, String> tags) {
        String what = "no tag was set";
        TagName name = TagName.parse(what, resource);
        check(what, name);
        print(console.ask(what, TagApi.ADD, new TagApi.Add(name.noun(), name.name(), tags)));
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Take tags away. One that is not there is as good as gone.")
    int rm(
            @Parameters(paramLabel = "RESOURCE", description = RESOURCE) String resource,
            @Parameters(arity = "1..*", paramLabel = "KEY") List<String> keys) {
        String what = "no tag was removed";
        TagName name = TagName.parse(what, resource);
        check(what, name);
        print(console.ask(what, TagApi.REMOVE, new TagApi.Remove(name.noun(), name.name(), keys)));
        return ExitCode.OK;
    }

    /** An ARN may be of another broker that has the same name. */
    private void check(String what, TagName name) {
        if (name.arn() != null) {
            found(what, name);
        }
    }

    private TagApi.View found(String what, TagName name) {
        TagApi.View view = console.ask(what, TagApi.LIST, new TagApi.Tagged(name.noun(), name.name()));
        if (name.arn() != null && !name.arn().equals(view.arn())) {
            throw CommandFailure.failed(
                    what,
                    "resource: " + name.arn() + " (expected: " + view.arn() + ", as it is called here)",
                    "take the ARN of this broker, or the name");
        }
        return view;
    }

    private void print(TagApi.View found) {
        console.print(found, view -> {
            Table table = new Table("KEY", "VALUE");
            new TreeMap<>(view.tags()).forEach(table::row);
            return table.text(console.color());
        });
    }
}
