package io.gatehouse.load.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with places for what differs from device to device and from message to message. Immutable.
 *
 * <pre>
 *   %i      number of the device in the fleet, from 0
 *   %c      its client identifier
 *   %t      milliseconds since 1970-01-01T00:00Z
 *   %n      number of the message, from 0, of each publisher
 *   %s      the {@link Stamp}, by which a message is known when it arrives
 *   %{1..6}, %{0.5..20}   a random number, both ends included, with the digits behind the point that the ends have
 *   %%      a percent sign
 * </pre>
 */
public final class Template {
    private static final Pattern PLACE =
            Pattern.compile("%(?:(?<letter>[a-z%])|\\{(?<from>[^}.]+(?:\\.\\d+)?)\\.\\.(?<to>[^}]+)})");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}(?:\\.\\d{1,6})?");

    /** What can stand in the place of a letter. */
    public enum Variable {
        NUMBER('i'),
        CLIENT('c'),
        TIME('t'),
        SEQUENCE('n'),
        STAMP('s');

        /** Those that are the same for all messages of a device. */
        public static final Set<Variable> OF_DEVICE = EnumSet.of(NUMBER, CLIENT);

        private final char letter;

        Variable(char letter) {
            this.letter = letter;
        }
    }

    /**
     * What a message puts in the places.
     *
     * @param number of the device
     * @param millis since 1970
     * @param random one thread's
     */
    public record Values(int number, String client, long millis, Stamp stamp, Random random) {
        private static final Stamp NO_STAMP = new Stamp(0, 0, 0, 0);
        private static final Random NOT_RANDOM = new Random(0);

        private static Values ofTime(long millis) {
            return new Values(0, "", millis, NO_STAMP, NOT_RANDOM);
        }
    }

    private sealed interface Part {}

    private record Words(String text) implements Part {}

    private record Place(Variable variable) implements Part {}

    /** @param digits behind the point */
    private record Between(double from, double to, int digits) implements Part {}

    private final String text;
    private final List<Part> parts;
    /** In a JSON text, what stands in a place has to be escaped. */
    private final boolean json;

    private Template(String text, List<Part> parts, boolean json) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.json = json;
    }

    /** A text in which all variables may stand. */
    public static Attempt<Template> of(String text) {
        return read(text, EnumSet.allOf(Variable.class), true, false);
    }

    /** A JSON text, in which all variables may stand, and in whose strings what stands for them is escaped. */
    static Attempt<Template> ofJson(String text) {
        return read(text, EnumSet.allOf(Variable.class), true, true);
    }

    /** Of a topic, which may have the time in it, and nothing else that differs from message to message. */
    public static Attempt<Template> ofTopic(String text) {
        return read(text, EnumSet.of(Variable.NUMBER, Variable.CLIENT, Variable.TIME), false, false);
    }

    /** Of a topic filter, which a device subscribes to once. */
    public static Attempt<Template> ofFilter(String text) {
        return read(text, Variable.OF_DEVICE, false, false);
    }

    private static Attempt<Template> read(String text, Set<Variable> allowed, boolean random, boolean json) {
        List<Part> parts = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int done = 0;
        int at = text.indexOf('%');
        while (at >= 0) {
            if (!place.find(at) || place.start() != at) {
                return unknown(text, at, allowed, random);
            }
            parts.add(new Words(text.substring(done, at)));
            Part part = part(place, allowed, random);
            if (part == null) {
                return unknown(text, at, allowed, random);
            }
            parts.add(part);
            done = place.end();
            at = text.indexOf('%', done);
        }
        parts.add(new Words(text.substring(done)));
        return Attempt.done(new Template(text, parts, json));
    }

    private static @Nullable Part part(Matcher place, Set<Variable> allowed, boolean random) {
        String letter = place.group("letter");
        if (letter == null) {
            return random ? between(place.group("from"), place.group("to")) : null;
        }
        if (letter.equals("%")) {
            return new Words("%");
        }
        return allowed.stream()
                .filter(each -> each.letter == letter.charAt(0))
                .findFirst()
                .<Part>map(Place::new)
                .orElse(null);
    }

    private static @Nullable Part between(String from, String to) {
        if (!NUMBER.matcher(from).matches() || !NUMBER.matcher(to).matches()) {
            return null;
        }
        double least = Double.parseDouble(from);
        double most = Double.parseDouble(to);
        return least <= most ? new Between(least, most, Math.max(digits(from), digits(to))) : null;
    }

    private static int digits(String number) {
        int point = number.indexOf('.');
        return point < 0 ? 0 : number.length() - point - 1;
    }

    private static Attempt<Template> unknown(String text, int at, Set<Variable> allowed, boolean random) {
        StringBuilder known = new StringBuilder();
        allowed.forEach(each -> known.append('%').append(each.letter).append(", "));
        return Attempt.failed(Problem.input(
                text.substring(at, Math.min(text.length(), at + 12)) + " in " + text + " (expected: " + known
                        + (random ? "%{1..6} " : "") + "or %%)",
                "write %% for a percent sign"));
    }

    public boolean has(Variable variable) {
        return parts.contains(new Place(variable));
    }

    /** The same, in which it is said which device's it is. */
    public Template ofDevice(int number, String client) {
        List<Part> said = new ArrayList<>();
        for (Part part : parts) {
            said.add(
                    switch (part) {
                        case Place(Variable variable)
                        when variable == Variable.NUMBER -> new Words(Integer.toString(number));
                        case Place(Variable variable) when variable == Variable.CLIENT -> new Words(client);
                        default -> part;
                    });
        }
        return new Template(text, said, json);
    }

    /** Behind these words; percent signs in them are percent signs. */
    public Template behind(String words) {
        List<Part> more = new ArrayList<>(parts);
        more.addFirst(new Words(words));
        return new Template(words + text, more, json);
    }

    /** Whether it is one place and nothing else, and a number stands there. */
    boolean isNumber() {
        List<Part> places =
                parts.stream().filter(each -> !each.equals(new Words(""))).toList();
        return places.size() == 1
                && switch (places.getFirst()) {
                    case Words words -> false;
                    case Between between -> true;
                    case Place place -> place.variable() != Variable.CLIENT && place.variable() != Variable.STAMP;
                };
    }

    public String of(Values values) {
        StringBuilder words = new StringBuilder(text.length() + 64);
        for (Part part : parts) {
            switch (part) {
                case Words(String literal) -> words.append(literal);
                case Between between -> words.append(between(between, values.random()));
                case Place(Variable variable) ->
                    words.append(
                            switch (variable) {
                                case NUMBER -> Integer.toString(values.number());
                                case CLIENT -> json ? escaped(values.client()) : values.client();
                                case TIME -> Long.toString(values.millis());
                                case SEQUENCE -> Long.toString(values.stamp().sequence());
                                case STAMP -> values.stamp().text();
                            });
            }
        }
        return words.toString();
    }

    /** Where the time is all that is left to be said. */
    public String at(long millis) {
        return of(Values.ofTime(millis));
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static String between(Between ends, Random random) {
        double scale = Math.pow(10, ends.digits());
        long least = Math.round(ends.from() * scale);
        long most = Math.round(ends.to() * scale);
        double number = random.nextLong(least, most + 1) / scale;
        return String.format(Locale.ROOT, "%." + ends.digits() + "f", number);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
