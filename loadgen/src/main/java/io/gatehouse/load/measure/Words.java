package io.gatehouse.load.measure;

import java.util.Locale;

/** Figures as people read them. Times have four digits: one more than they are measured with. */
public final class Words {
    private Words() {}

    public static String nanos(double nanos) {
        if (nanos >= 1e9) {
            return fourDigits(nanos / 1e9) + " s";
        }
        if (nanos >= 1e6) {
            return fourDigits(nanos / 1e6) + " ms";
        }
        return nanos >= 1e3 ? fourDigits(nanos / 1e3) + " µs" : String.format(Locale.ROOT, "%.0f ns", nanos);
    }

    private static String fourDigits(double number) {
        String format = number >= 1000 ? "%,.0f" : number >= 100 ? "%.1f" : number >= 10 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, number);
    }

    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%,.1f s", seconds);
    }

    public static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** @param rate a second, 0 or more */
    public static String rate(double rate) {
        String format = rate == 0 || rate >= 100 ? "%,.0f" : rate >= 1 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, rate) + "/s";
    }

    public static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f %%", part * 100);
    }
}
