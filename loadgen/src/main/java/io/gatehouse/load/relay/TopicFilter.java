package io.gatehouse.load.relay;

/** A topic filter with {@code +} in it, and what it matches. */
final class TopicFilter {
    private static final char LEVEL = '/';
    private static final char ANY = '+';

    private TopicFilter() {}

    /** Whether the relay knows what to do with it: no {@code #}, no {@code $share}. */
    static boolean isKnown(String filter) {
        return !filter.isEmpty() && filter.indexOf('#') < 0 && !filter.startsWith("$share/");
    }

    static boolean isExact(String filter) {
        return filter.indexOf(ANY) < 0;
    }

    /** Without an allocation: it is asked for each message. */
    static boolean matches(String filter, String topic) {
        int at = 0;
        int in = 0;
        while (at < filter.length()) {
            if (filter.charAt(at) == ANY) {
                in = endOfLevel(topic, in);
                at++;
            } else if (in < topic.length() && filter.charAt(at) == topic.charAt(in)) {
                at++;
                in++;
            } else {
                return false;
            }
        }
        return in == topic.length();
    }

    private static int endOfLevel(String topic, int from) {
        int end = topic.indexOf(LEVEL, from);
        return end < 0 ? topic.length() : end;
    }
}
