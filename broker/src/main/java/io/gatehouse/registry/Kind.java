package io.gatehouse.registry;

/** What the registry keeps. */
public enum Kind {
    THING("thing"),
    CERTIFICATE("certificate"),
    CA("CA"),
    POLICY("policy"),
    ATTACHMENT("attachment");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** As it stands in a sentence. */
    public String word() {
        return word;
    }
}
