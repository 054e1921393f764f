package io.gatehouse.provisioning;

/** What came of reading a template. */
public sealed interface TemplateParse {
    record Parsed(TemplateBody template) implements TemplateParse {}

    /** @param problem with line and column: {@code line 3, column 7: name: value (expected: …)} */
    record Malformed(String problem) implements TemplateParse {}
}
