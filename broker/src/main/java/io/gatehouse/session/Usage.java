package io.gatehouse.session;

import io.gatehouse.policy.Permissions;
import java.util.List;

/**
 * What a connected session uses of its rights: a copy, taken on its loop, to be judged on any thread.
 *
 * @param filters its subscriptions, {@link #MOST_FILTERS} of them at most
 * @param lately what it published and was sent lately, as far as its permissions remember
 * @param rights to be asked what they would be under other policies
 */
public record Usage(
        String clientId,
        Principal principal,
        List<String> filters,
        List<Permissions.Remembered> lately,
        Rights rights) {
    static final int MOST_FILTERS = 256;

    public Usage {
        filters = List.copyOf(filters);
        lately = List.copyOf(lately);
    }
}
