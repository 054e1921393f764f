package io.gatehouse.load.measure;

import io.gatehouse.load.measure.Assertion.Limit;
import io.gatehouse.load.measure.Assertion.Unreadable;
import io.gatehouse.load.measure.Quantity.OfConnects;
import io.gatehouse.load.measure.Quantity.OfCount;
import io.gatehouse.load.measure.Quantity.OfLatency;
import io.gatehouse.load.measure.Quantity.OfMessages;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Assertion} says the form of. */
final class AssertionText {
    private static final Pattern FORM = Pattern.compile("([a-z0-9.-]+)\\s*(<=|>=|==|<|>)\\s*([^<>=]+)");
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)\\s*(.*)");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,15}");

    private AssertionText() {}

    static Assertion read(String given) {
        String text = given.strip().replaceAll("\\p{Cntrl}", "?");
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return unreadable(text, "a name, one of " + signs() + ", and a limit, as in p99<50ms or loss==0");
        }
        Quantity quantity = quantity(form.group(1));
        if (quantity == null) {
            return unreadable(text, "in place of " + form.group(1) + " one of " + names() + ", as in connect.p99<1s");
        }
        OptionalDouble limit = limit(quantity, form.group(3));
        if (limit.isEmpty()) {
            return unreadable(text, "in place of " + form.group(3) + " " + form(quantity, form.group(1)));
        }
        return new Limit(text, quantity, comparison(form.group(2)), limit.getAsDouble());
    }

    private static Unreadable unreadable(String text, String expected) {
        return new Unreadable(text, "--assert: " + text + " (expected: " + expected + ")");
    }

    private static @Nullable Quantity quantity(String name) {
        if (name.equals("rate")) {
            return new OfMessages();
        }
        if (name.equals("connect-rate")) {
            return new OfConnects();
        }
        for (OfCount count : OfCount.values()) {
            if (count.title().equals(name)) {
                return count;
            }
        }
        Latency latency = null;
        String rest = name;
        for (Latency each : Latency.values()) {
            if (name.startsWith(name(each) + ".")) {
                latency = each;
                rest = name.substring(name(each).length() + 1);
            }
        }
        for (Quantile quantile : Quantile.values()) {
            if (quantile.title().equals(rest)) {
                return new OfLatency(latency, quantile);
            }
        }
        return null;
    }

    private static String name(Latency latency) {
        return latency.title().replace(' ', '-');
    }

    private static Comparison comparison(String sign) {
        return Arrays.stream(Comparison.values())
                .filter(each -> each.sign().equals(sign))
                .findFirst()
                .orElseThrow();
    }

    private static OptionalDouble limit(Quantity quantity, String text) {
        if (quantity instanceof OfCount) {
            return WHOLE.matcher(text).matches() ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
        }
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return OptionalDouble.empty();
        }
        double unit = unit(quantity, number.group(2));
        return unit == 0 ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(number.group(1)) * unit);
    }

    /** @return 0 where it is none */
    private static double unit(Quantity quantity, String name) {
        if (!(quantity instanceof OfLatency)) {
            return name.equals("/s") ? 1 : 0;
        }
        return switch (name) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> 1e3; // the micro sign, and the letter mu
            case "ms" -> 1e6;
            case "s" -> 1e9;
            default -> 0;
        };
    }

    private static String form(Quantity quantity, String name) {
        return switch (quantity) {
            case OfLatency each -> "a number with ns, us, ms or s, as in " + name + "<50ms";
            case OfCount each -> "a whole number, as in " + name + "==0";
            case OfMessages each -> "a number with /s, as in rate>=5000/s";
            case OfConnects each -> "a number with /s, as in connect-rate>=400/s";
        };
    }

    private static String signs() {
        return Arrays.stream(Comparison.values()).map(Comparison::sign).collect(Collectors.joining(" "));
    }

    private static String names() {
        String quantiles = Arrays.stream(Quantile.values()).map(Quantile::title).collect(Collectors.joining(" "));
        String latencies =
                Arrays.stream(Latency.values()).map(AssertionText::name).collect(Collectors.joining(" "));
        String counts = Arrays.stream(OfCount.values()).map(OfCount::title).collect(Collectors.joining(" "));
        return quantiles + "; these behind one of " + latencies + " and a dot; " + counts + "; rate connect-rate";
    }
}
