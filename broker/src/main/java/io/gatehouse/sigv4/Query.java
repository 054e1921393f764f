package io.gatehouse.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, in the order and the encoding in which they are signed. */
final class Query {
    private static final int MOST_CHARACTERS = 16 * 1024;
    private static final int MOST_PARAMETERS = 256;

    /** Both percent-encoded anew, so that one text stands for all spellings of it. */
    private record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    static Query read(@Nullable String raw) throws NotVerified {
        if (raw == null || raw.isEmpty()) {
            return new Query(List.of());
        }
        if (raw.length() > MOST_CHARACTERS || !Target.isVisibleAscii(raw)) {
            throw NotVerified.incomplete("query: " + raw.length() + " characters (expected: at most " + MOST_CHARACTERS
                    + ", in visible ASCII)");
        }
        String[] pieces = raw.split("&", MOST_PARAMETERS + 1);
        if (pieces.length > MOST_PARAMETERS) {
            throw NotVerified.incomplete("query: too many parameters (expected: at most " + MOST_PARAMETERS + ")");
        }
        List<Parameter> parameters = new ArrayList<>(pieces.length);
        for (String piece : pieces) {
            if (!piece.isEmpty()) {
                int equals = piece.indexOf('=');
                String name = equals < 0 ? piece : piece.substring(0, equals);
                String value = equals < 0 ? "" : piece.substring(equals + 1);
                parameters.add(new Parameter(anew(name), anew(value)));
            }
        }
        parameters.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
        return new Query(parameters);
    }

    private static String anew(String encoded) throws NotVerified {
        return PercentEncoding.encode(PercentEncoding.decode(encoded));
    }

    boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    /** The decoded value of a parameter that may be there once. */
    @Nullable
    String only(String name) throws NotVerified {
        List<Parameter> found = parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .toList();
        if (found.size() > 1) {
            throw NotVerified.incomplete(name + ": more than once (expected: once)");
        }
        return found.isEmpty()
                ? null
                : new String(PercentEncoding.decode(found.getFirst().value()), StandardCharsets.UTF_8);
    }

    /** All but those that are named, in their order. */
    String canonical(Set<String> without) {
        return parameters.stream()
                .filter(parameter -> !without.contains(parameter.name()))
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining("&"));
    }
}
