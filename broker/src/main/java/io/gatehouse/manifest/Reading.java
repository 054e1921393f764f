package io.gatehouse.manifest;

import java.util.List;

/**
 * What was read of files.
 *
 * @param declarations in the order of the files
 * @param problems whatever could not be read; with any, nothing is to be done
 * @param notes what was passed over and why, for a person
 */
public record Reading(List<Declaration> declarations, List<Problem> problems, List<String> notes) {
    public Reading {
        declarations = List.copyOf(declarations);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}
