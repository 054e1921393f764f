package io.gatehouse.load.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was read: the identities that can be used, in the order of their source, and what is wrong with the others.
 *
 * @param problems one a file that cannot be used
 */
public record Identities(List<Identity> usable, List<Problem> problems) {
    public Identities {
        usable = List.copyOf(usable);
        problems = List.copyOf(problems);
    }

    static Identities none(Problem problem) {
        return new Identities(List.of(), List.of(problem));
    }

    static Identities of(List<Attempt<Identity>> read) {
        List<Identity> usable = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Attempt<Identity> one : read) {
            switch (one) {
                case Attempt.Failed<Identity>(Problem problem) -> problems.add(problem);
                case Attempt.Done<Identity>(Identity identity) when names.add(identity.name()) -> usable.add(identity);
                case Attempt.Done<Identity>(Identity identity) ->
                    problems.add(Problem.input(
                            "identity " + identity.name() + ": twice (expected: each name once)",
                            "two clients with one identifier put each other out; give them other names"));
            }
        }
        return new Identities(usable, problems);
    }
}
