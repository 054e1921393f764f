package io.gatehouse.manifest;

import io.gatehouse.control.OperationClient;
import io.gatehouse.control.SideBySide;
import io.gatehouse.manifest.Change.Sign;
import io.gatehouse.manifest.Resource.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What leads from what a broker has to what is written.
 *
 * @param changes in the order in which they are made, those without steps included
 * @param problems what cannot become as it is written; with any, nothing is to be made
 */
public record Plan(List<Change> changes, List<Problem> problems) {
    public Plan {
        changes = List.copyOf(changes);
        problems = List.copyOf(problems);
    }

    /**
     * Holds what is written against what a broker has; changes nothing.
     *
     * @throws Unanswered where the broker does not answer, or not that question
     */
    public static Plan of(List<Declaration> declarations, OperationClient broker, Wishes wishes) {
        Live live = new Live(broker);
        Set<Resource.Key> declared = declarations.stream()
                .map(declaration -> Resource.Key.of(declaration.resource()))
                .collect(Collectors.toSet());
        Set<String> dynamic = declarations.stream()
                .map(Declaration::resource)
                .filter(one -> one instanceof Resource.ThingGroup group && group.query() != null)
                .map(Resource::name)
                .collect(Collectors.toSet());
        Planner planner = new Planner(live, declared, dynamic, wishes);
        List<Change> changes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Planned planned : SideBySide.each(ordered(declarations), one -> planned(planner, one))) {
            if (planned.change != null) {
                changes.add(planned.change);
            }
            if (planned.problem != null) {
                problems.add(planned.problem);
            }
        }
        if (!wishes.prunes().isEmpty() && problems.isEmpty()) {
            changes.addAll(new Pruner(broker, live, declared, wishes.prunes()).plan());
        }
        return new Plan(changes, problems);
    }

    private record Planned(
            @Nullable Change change, @Nullable Problem problem) {}

    private static Planned planned(Planner planner, Declaration declaration) {
        try {
            return new Planned(planner.plan(declaration), null);
        } catch (Planner.Impossible impossible) {
            Resource resource = declaration.resource();
            return new Planned(
                    null,
                    new Problem(
                            declaration.place(),
                            resource.kind().word() + " " + resource.name() + ": " + impossible.getMessage()));
        }
    }

    /** By kind, groups behind those above them, then by name: the same files give the same plan. */
    private static List<Declaration> ordered(List<Declaration> declarations) {
        Map<String, String> parents = new HashMap<>();
        for (Declaration declaration : declarations) {
            if (declaration.resource() instanceof Resource.ThingGroup group && group.parent() != null) {
                parents.put(group.name(), group.parent());
            }
        }
        return declarations.stream()
                .sorted(Comparator.comparing((Declaration one) -> one.resource().kind())
                        .thenComparing(one -> depth(one.resource(), parents))
                        .thenComparing(one -> one.resource().name()))
                .toList();
    }

    private static int depth(Resource resource, Map<String, String> parents) {
        if (resource.kind() != Kind.THING_GROUP) {
            return 0;
        }
        Set<String> seen = new HashSet<>();
        for (String at = resource.name(); at != null && seen.add(at); at = parents.get(at)) {
            // upwards; two that are each other's parent are refused by the broker
        }
        return seen.size();
    }

    /** How many of each sign. */
    public long count(Sign sign) {
        return changes.stream().filter(change -> change.sign() == sign).count();
    }

    /** Who is told of every change, as it is made. */
    public interface Progress {
        void done(Change change);

        /** The change was not made, or not wholly; others go on. */
        void failed(Change change, Unanswered why);
    }

    /**
     * Makes it so. Each resource stands or falls for itself; made again, a plan goes on where it was interrupted.
     *
     * @throws Unanswered where nobody answers any more; what was done is told before
     */
    public void make(OperationClient broker, Progress progress) {
        List<Change> waiting = new ArrayList<>();
        for (Change change : changes) {
            if (change.sign() != Sign.KEEP && taken(change, change.steps(), broker, progress)) {
                if (change.lastSteps().isEmpty()) {
                    progress.done(change);
                } else {
                    waiting.add(change);
                }
            }
        }
        for (Change change : waiting) {
            if (taken(change, change.lastSteps(), broker, progress)) {
                progress.done(change);
            }
        }
    }

    private static boolean taken(
            Change change, List<Change.Step<?, ?>> steps, OperationClient broker, Progress progress) {
        try {
            steps.forEach(step -> step.take(broker));
            return true;
        } catch (Unanswered why) {
            progress.failed(change, why);
            if (why.endsAll()) {
                throw why;
            }
            return false;
        }
    }
}
