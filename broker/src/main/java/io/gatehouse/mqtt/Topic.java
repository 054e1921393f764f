package io.gatehouse.mqtt;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A topic name (section 4.7): one or more characters, no wildcard, no null character. Immutable; its UTF-8 form, its
 * levels and its hash are worked out once, because decoders hand out one instance for each distinct name a connection
 * uses.
 */
public final class Topic {
    /** Stands where a message came with an alias instead of a name. Never routed. */
    public static final Topic NONE = new Topic("");

    private final String name;
    private final byte[] utf8;
    private final int hash;
    private String @Nullable [] levels; // racy on purpose: every thread works out the same value

    private Topic(String name) {
        this.name = name;
        this.utf8 = name.getBytes(StandardCharsets.UTF_8);
        this.hash = name.hashCode();
    }

    /**
     * A topic with this name.
     *
     * @throws IllegalArgumentException if {@link #problem} finds one; whoever reads from a peer asks that first
     */
    public static Topic of(String name) {
        String problem = problem(name);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new Topic(name);
    }

    /** What is wrong with {@code name} as a topic name, or {@code null}. */
    public static @Nullable String problem(String name) {
        if (name.isEmpty()) {
            return "topic: \"\" (expected: at least one character)"; // [MQTT-4.7.3-1]
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '+' || c == '#') {
                return "topic: wildcard at index " + i + " (expected: none in a topic name)"; // [MQTT-3.3.2-2]
            }
            if (c == 0) {
                return "topic: U+0000 at index " + i + " (expected: no null character)"; // [MQTT-4.7.3-2]
            }
        }
        return null;
    }

    public String name() {
        return name;
    }

    /** The name in UTF-8. Borrowed: never written to. */
    public byte[] utf8() {
        return utf8;
    }

    /** The levels between the slashes, empty ones included. Borrowed: never written to. */
    public String[] levels() {
        String[] known = levels;
        if (known == null) {
            known = TopicFilter.split(name);
            levels = known;
        }
        return known;
    }

    /** True for {@code $aws/…}, {@code $SYS/…}: topics that no wildcard at the first level matches. [MQTT-4.7.2-1] */
    public boolean isReserved() {
        return !name.isEmpty() && name.charAt(0) == '$';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Topic that && hash == that.hash && name.equals(that.name));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name;
    }
}
