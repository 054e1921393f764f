package io.gatehouse.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.letsPlot.commons.encoding.UnsupportedRGBEncoder;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A figure: bars or lines with their errors, drawn as SVG by Lets-Plot, whose language of layers and scales this is a
 * small part of. Needs no display and no fonts.
 */
final class Chart {
    /** Bars that are compared, or a value that depends on another. */
    enum Kind {
        BARS,
        LINES
    }

    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    private static final int MARGIN = 5;
    /** Pixels of a letter of an axis, about. */
    private static final int LETTER = 6;

    private final Kind kind;
    private final String xTitle;
    private final String yTitle;
    private final List<Object> x = new ArrayList<>();
    private final List<Object> y = new ArrayList<>();
    private final List<Object> low = new ArrayList<>();
    private final List<Object> high = new ArrayList<>();
    private final List<Object> series = new ArrayList<>();
    private boolean logarithmicX;
    private boolean logarithmicY;
    private boolean lying;

    private Chart(Kind kind, String xTitle, String yTitle) {
        this.kind = kind;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    static Chart bars(String xTitle, String yTitle) {
        return new Chart(Kind.BARS, xTitle, yTitle);
    }

    static Chart lines(String xTitle, String yTitle) {
        return new Chart(Kind.LINES, xTitle, yTitle);
    }

    Chart logarithmicX() {
        logarithmicX = true;
        return this;
    }

    Chart logarithmicY() {
        logarithmicY = true;
        return this;
    }

    /**
     * Bars from left to right, the first on top: for names that are long; without a title of theirs, whose room they
     * take. Lets-Plot 4.1.0 cuts such names, and cannot be told not to; so that it draws with others, which are
     * replaced in what it drew.
     */
    Chart lying() {
        lying = true;
        return this;
    }

    /** @param where a text for bars, a number for lines */
    Chart add(String group, Object where, double value, double error) {
        x.add(where);
        y.add(value);
        low.add(Math.max(value - error, logarithmicY ? value / 100 : 0));
        high.add(value + error);
        series.add(group);
        return this;
    }

    boolean isEmpty() {
        return x.isEmpty();
    }

    String svg() {
        List<Object> names = lying ? x.stream().distinct().toList() : List.of();
        List<Object> places = lying
                ? x.stream()
                        .<Object>map(each -> placeholder(names.indexOf(each)))
                        .toList()
                : x;
        boolean grouped = series.stream().distinct().count() > 1;
        Map<String, Object> spec = map(
                "kind",
                "plot",
                "data",
                map("x", new ArrayList<>(places), "y", y, "low", low, "high", high, "series", series),
                "mapping",
                map("x", "x", "y", "y"));
        spec.put("layers", kind == Kind.BARS ? bars(grouped) : lines());
        List<Object> scales = new ArrayList<>();
        Map<String, Object> across = scale("x", xTitle, logarithmicX);
        if (lying) {
            across.put("discrete", true);
            across.put(
                    "limits",
                    new ArrayList<>(places.stream().distinct().toList().reversed()));
            spec.put("coord", map("name", "flip"));
        }
        scales.add(across);
        scales.add(scale("y", yTitle, logarithmicY));
        scales.add(map("aesthetic", "fill", "name", "", "scale_mapper_kind", "color_brewer", "palette", "Set2"));
        scales.add(map("aesthetic", "color", "name", "", "scale_mapper_kind", "color_brewer", "palette", "Dark2"));
        spec.put("scales", scales);
        spec.put(
                "theme",
                map(
                        "name",
                        "minimal",
                        "legend_position",
                        grouped ? "bottom" : "none",
                        "plot_margin",
                        map("t", 10, "r", 30, "b", 5, "l", left(names)))); // right: half of the last number
        String svg = PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
                spec, new DoubleVector(WIDTH, HEIGHT), new UnsupportedRGBEncoder(), false);
        return named(svg, names);
    }

    /** Room for the names, beside that of what stands for them. */
    private static int left(List<Object> names) {
        int longest =
                names.stream().mapToInt(name -> name.toString().length()).max().orElse(0);
        return MARGIN + Math.max(0, longest - placeholder(0).length()) * LETTER;
    }

    /** Stands for a name while Lets-Plot draws, and is short enough to stay whole. */
    private static String placeholder(int name) {
        return "(name " + name + ")";
    }

    /** The names in place of what stood for them. */
    private static String named(String svg, List<Object> names) {
        String named = svg;
        for (int i = 0; i < names.size(); i++) {
            String text = names.get(i).toString();
            named = named.replace(
                    placeholder(i),
                    text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        }
        return named;
    }

    private static List<Object> bars(boolean grouped) {
        Map<String, Object> apart = map("name", "dodge", "width", 0.8);
        String fill = grouped ? "series" : "x";
        return list(
                map("geom", "bar", "stat", "identity", "mapping", map("fill", fill), "position", apart, "width", 0.7),
                map(
                        "geom",
                        "errorbar",
                        "mapping",
                        map("ymin", "low", "ymax", "high", "group", fill),
                        "position",
                        apart,
                        "width",
                        0.2));
    }

    private static List<Object> lines() {
        return list(
                map("geom", "line", "mapping", map("color", "series"), "size", 1.0),
                map("geom", "point", "mapping", map("color", "series"), "size", 3.0),
                map(
                        "geom",
                        "errorbar",
                        "mapping",
                        map("ymin", "low", "ymax", "high", "color", "series"),
                        "width",
                        0.05));
    }

    private static Map<String, Object> scale(String aesthetic, String title, boolean logarithmic) {
        Map<String, Object> scale = map("aesthetic", aesthetic, "name", title);
        if (logarithmic) {
            scale.put("trans", "log10");
        }
        return scale;
    }

    /** Lets-Plot changes what it is given: no immutable ones. */
    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static List<Object> list(Object... values) {
        return new ArrayList<>(List.of(values));
    }
}
