package io.gatehouse.remote;

import io.gatehouse.control.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One list of the control plane, whose pages AWS's API reaches by tokens, for those who ask for what comes behind a
 * name. It comes in the order of names, and remembers where the last page began, so that going on does not begin anew.
 * Any thread.
 */
final class RemoteList {
    private static final int MOST_ON_A_PAGE = Page.MOST;

    private final ControlPlaneCalls calls;
    private final Style style;
    private final ApiRequest request;
    private final String member;
    private final String key;
    private @Nullable Place last;

    /** The names of AWS's two styles of pages. */
    enum Style {
        TOKEN("nextToken", "maxResults", "nextToken"),
        MARKER("marker", "pageSize", "nextMarker");

        private final String from;
        private final String size;
        private final String next;

        Style(String from, String size, String next) {
            this.from = from;
            this.size = size;
            this.next = next;
        }
    }

    /**
     * The page on which a name stands.
     *
     * @param token of that page, {@code null} for the first
     */
    private record Place(String name, @Nullable String token) {}

    /** Items, and the name to go on behind where there are more. */
    record Found(List<Members> items, @Nullable String next) {}

    /**
     * @param member in which an answer has the items
     * @param key the name of an item, by which the list is in order
     */
    RemoteList(ControlPlaneCalls calls, Style style, ApiRequest request, String member, String key) {
        this.calls = calls;
        this.style = style;
        this.request = request;
        this.member = member;
        this.key = key;
    }

    private Members ask(@Nullable String token, int size) {
        ApiRequest sized = request.query(style.size, Integer.toString(size));
        return calls.send(token == null ? sized : sized.query(style.from, token));
    }

    /** The page behind {@code page.after()} of the names that begin with {@code page.prefix()}. */
    synchronized Found page(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        List<Members> found = new ArrayList<>();
        String token = last != null && last.name.equals(page.after()) ? last.token : null;
        while (true) {
            Members answer = ask(token, Math.min(MOST_ON_A_PAGE, page.max() + 1));
            for (Members item : answer.objects(member)) {
                String name = item.text(key);
                if (!name.startsWith(prefix) && name.compareTo(prefix) > 0) {
                    return new Found(found, null); // in order: no other begins so
                }
                if (!name.startsWith(prefix) || (page.after() != null && name.compareTo(page.after()) <= 0)) {
                    continue;
                }
                if (found.size() == page.max()) {
                    return new Found(found, found.getLast().text(key));
                }
                found.add(item);
                last = new Place(name, token);
            }
            token = answer.optionalText(style.next);
            if (token == null) {
                return new Found(found, null);
            }
        }
    }

    /** The first {@code most}, in the order of the list. */
    List<Members> first(int most) {
        List<Members> found = new ArrayList<>();
        String token = null;
        do {
            Members answer = ask(token, MOST_ON_A_PAGE);
            found.addAll(answer.objects(member));
            token = answer.optionalText(style.next);
        } while (token != null && found.size() < most);
        return found.size() > most ? found.subList(0, most) : found;
    }

    /** The same of a list whose items are texts. */
    static List<String> texts(ControlPlaneCalls calls, Style style, ApiRequest request, String member, int most) {
        List<String> found = new ArrayList<>();
        String token = null;
        do {
            ApiRequest sized = request.query(style.size, Integer.toString(MOST_ON_A_PAGE));
            Members answer = calls.send(token == null ? sized : sized.query(style.from, token));
            found.addAll(answer.texts(member));
            token = answer.optionalText(style.next);
        } while (token != null && found.size() < most);
        return found.size() > most ? found.subList(0, most) : found;
    }
}
