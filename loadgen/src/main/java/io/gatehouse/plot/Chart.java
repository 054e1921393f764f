package io.gatehouse.plot;

import java.util.ArrayList;
import java.util.Collections;
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
public final class Chart {
    /** Bars that are compared, or a value that depends on another. */
    private enum Kind {
        BARS,
        LINES
    }

    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    /** Of what is around lying bars, and of each of them where they are few. */
    private static final int AROUND = 100;

    private static final int BAR = 60;
    private static final int MARGIN = 5;
    /** Pixels of a letter of an axis, about. */
    private static final int LETTER = 6;

    /** Values of a series up to which each is a point of its own; beyond, points would be one thick line. */
    private static final int MOST_POINTS = 40;

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
    private boolean errors;
    private Map<Double, String> xTicks = Map.of();
    private Map<Double, String> yTicks = Map.of();

    private Chart(Kind kind, String xTitle, String yTitle) {
        this.kind = kind;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    public static Chart bars(String xTitle, String yTitle) {
        return new Chart(Kind.BARS, xTitle, yTitle);
    }

    public static Chart lines(String xTitle, String yTitle) {
        return new Chart(Kind.LINES, xTitle, yTitle);
    }

    public Chart logarithmicX() {
        logarithmicX = true;
        return this;
    }

    public Chart logarithmicY() {
        logarithmicY = true;
        return this;
    }

    /**
     * Bars from left to right, the first on top: for names that are long; without a title of theirs, whose room they
     * take. Lets-Plot 4.1.0 cuts such names, and cannot be told not to; so that it draws with others, which are
     * replaced in what it drew.
     */
    public Chart lying() {
        lying = true;
        return this;
    }

    /** Where the axis has its marks, and what they say, in place of what Lets-Plot chooses. */
    public Chart xTicks(Map<Double, String> marks) {
        xTicks = new LinkedHashMap<>(marks);
        return this;
    }

    /** The axis goes from the first mark to the last. */
    public Chart yTicks(Map<Double, String> marks) {
        yTicks = new LinkedHashMap<>(marks);
        return this;
    }

    /** Of something that was counted, and has no error. */
    public Chart add(String group, Object where, double value) {
        return add(group, where, value, 0);
    }

    /** @param where a text for bars, a number for lines */
    public Chart add(String group, Object where, double value, double error) {
        x.add(where);
        y.add(value);
        low.add(Math.max(value - error, logarithmicY ? value / 100 : 0));
        high.add(value + error);
        series.add(group);
        errors |= error > 0;
        return this;
    }

    public boolean isEmpty() {
        return x.isEmpty();
    }

    /** @param name of the figure on its page: the ids in it begin with it, so that two figures have none in common */
    public String svg(String name) {
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
        Map<String, Object> across = scale("x", xTitle, logarithmicX, xTicks);
        if (lying) {
            across.put("discrete", true);
            across.put(
                    "limits",
                    new ArrayList<>(places.stream().distinct().toList().reversed()));
            spec.put("coord", map("name", "flip"));
        }
        scales.add(across);
        Map<String, Object> up = scale("y", yTitle, logarithmicY, yTicks);
        if (!yTicks.isEmpty()) {
            up.put("limits", list(Collections.min(yTicks.keySet()), Collections.max(yTicks.keySet())));
        }
        scales.add(up);
        scales.add(map("aesthetic", "fill", "name", "", "scale_mapper_kind", "color_brewer", "palette", "Set2"));
        scales.add(map("aesthetic", "color", "name", "", "scale_mapper_kind", "color_brewer", "palette", "Dark2"));
        spec.put("scales", scales);
        spec.put("theme", theme(grouped, left(names)));
        String svg = PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
                spec, new DoubleVector(WIDTH, height()), new UnsupportedRGBEncoder(), false);
        return apart(named(svg, names), name);
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

    /** Room for the names, beside that of what stands for them. */
    private static int left(List<Object> names) {
        int longest =
                names.stream().mapToInt(name -> name.toString().length()).max().orElse(0);
        return MARGIN + Math.max(0, longest - placeholder(0).length()) * LETTER;
    }

    private Map<String, Object> theme(boolean grouped, int left) {
        Map<String, Object> theme = map("name", "minimal", "legend_position", grouped ? "bottom" : "none");
        // Room for half of the last number of an axis.
        theme.put("plot_margin", map("t", 10, "r", 30, "b", MARGIN, "l", left));
        if (!xTicks.isEmpty()) {
            theme.put("axis_text_x", map("name", "text", "blank", false, "angle", 0)); // else it stands them upright
        }
        return theme;
    }

    private int height() {
        return lying
                ? (int) Math.min(HEIGHT, AROUND + BAR * x.stream().distinct().count())
                : HEIGHT;
    }

    /** The ids of Lets-Plot are the same in every figure, and would name the first one's parts on a page of many. */
    private static String apart(String svg, String name) {
        return svg.replaceAll("(id=\"|url\\(#|href=\"#)([A-Za-z])", "$1" + name + "-$2")
                .replaceAll("#(?=[A-Za-z][A-Za-z0-9]* \\.)", "#" + name + "-");
    }

    private List<Object> bars(boolean grouped) {
        Map<String, Object> apart = map("name", "dodge", "width", 0.8);
        String fill = grouped ? "series" : "x";
        List<Object> layers = list(
                map("geom", "bar", "stat", "identity", "mapping", map("fill", fill), "position", apart, "width", 0.7));
        if (errors) {
            layers.add(map(
                    "geom",
                    "errorbar",
                    "mapping",
                    map("ymin", "low", "ymax", "high", "group", fill),
                    "position",
                    apart,
                    "width",
                    0.2));
        }
        return layers;
    }

    private List<Object> lines() {
        List<Object> layers = list(map("geom", "line", "mapping", map("color", "series"), "size", 1.0));
        if (x.size() <= MOST_POINTS * series.stream().distinct().count()) {
            layers.add(map("geom", "point", "mapping", map("color", "series"), "size", 3.0));
        }
        if (errors) {
            layers.add(map(
                    "geom",
                    "errorbar",
                    "mapping",
                    map("ymin", "low", "ymax", "high", "color", "series"),
                    "width",
                    0.05));
        }
        return layers;
    }

    private static Map<String, Object> scale(
            String aesthetic, String title, boolean logarithmic, Map<Double, String> ticks) {
        Map<String, Object> scale = map("aesthetic", aesthetic, "name", title);
        if (logarithmic) {
            scale.put("trans", "log10");
        }
        if (!ticks.isEmpty()) {
            scale.put("breaks", new ArrayList<>(ticks.keySet()));
            scale.put("labels", new ArrayList<>(ticks.values()));
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
