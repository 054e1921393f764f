package io.gatehouse.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A whole value {@code ${env:NAME}} or {@code ${file:PATH}}, so that secrets stay out of the configuration. */
final class Reference {
    private static final long MAX_BYTES = 64 * 1024;

    /** A reference that gives nothing. */
    static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1;

        private final String expectation;

        Unresolved(String expectation) {
            super(expectation, null, false, false);
            this.expectation = expectation;
        }

        String expectation() {
            return expectation;
        }
    }

    private Reference() {}

    /** What {@code text} refers to; {@code text} itself where it is no reference. */
    static String resolve(String text, Map<String, String> environment) throws Unresolved {
        if (!text.startsWith("${") || !text.endsWith("}")) {
            return text;
        }
        String reference = text.substring(2, text.length() - 1);
        if (reference.startsWith("env:")) {
            String value = environment.get(reference.substring("env:".length()));
            if (value == null) {
                throw new Unresolved("an environment variable that is set");
            }
            return value;
        }
        if (reference.startsWith("file:")) {
            return read(Path.of(reference.substring("file:".length())));
        }
        throw new Unresolved("${env:NAME} or ${file:PATH}");
    }

    private static String read(Path file) throws Unresolved {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new Unresolved("a file of at most " + Quantity.format(MAX_BYTES));
            }
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new Unresolved("a file that can be read; " + e);
        }
    }
}
