package io.gatehouse.report;

import java.util.Locale;

/** Figures as people read them: three digits, and a unit of the right size. */
final class Words {
    private Words() {}

    static String nanos(double nanos) {
        double size = Math.abs(nanos);
        if (size >= 1e9) {
            return number(nanos / 1e9) + " s";
        }
        if (size >= 1e6) {
            return number(nanos / 1e6) + " ms";
        }
        return size >= 1e3 ? number(nanos / 1e3) + " µs" : number(nanos) + " ns";
    }

    static String seconds(double seconds) {
        if (seconds >= 5400) {
            return number(seconds / 3600) + " hours";
        }
        return seconds >= 90 ? number(seconds / 60) + " minutes" : nanos(seconds * 1e9);
    }

    static String bytes(double bytes) {
        if (bytes >= 1 << 30) {
            return number(bytes / (1 << 30)) + " GiB";
        }
        if (bytes >= 1 << 20) {
            return number(bytes / (1 << 20)) + " MiB";
        }
        return bytes >= 10_240 ? number(bytes / 1024) + " KiB" : String.format(Locale.ROOT, "%,.0f B", bytes);
    }

    static String number(double number) {
        double size = Math.abs(number);
        String format = size == 0 || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.2g";
        return String.format(Locale.ROOT, format, number);
    }

    static String percent(double part) {
        return number(part * 100) + " %";
    }

    /** What {@code now} is beside {@code before}, as "a third more", in percent. */
    static String change(double before, double now) {
        return percent(Math.abs(now / before - 1)) + (now < before ? " less" : " more");
    }

    /** Bytes that one operation allocates on the heap. */
    static String allocated(Measurement measurement) {
        double bytes = measurement.allocatedBytes();
        return Double.isNaN(bytes) ? "not measured" : bytes < 0.5 ? "0" : whole(bytes);
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    static String times(double ratio) {
        return number(ratio) + " times";
    }
}
