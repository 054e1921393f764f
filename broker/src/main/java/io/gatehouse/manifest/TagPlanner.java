package io.gatehouse.manifest;

import io.gatehouse.control.TagApi;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds the tags of one resource against those a broker has. Any thread. */
final class TagPlanner {
    private final Live live;
    private final Wishes wishes;

    TagPlanner(Live live, Wishes wishes) {
        this.live = live;
        this.wishes = wishes;
    }

    /** @param there whether the resource that has them is there already */
    void plan(Change.Draft draft, TagApi.Noun noun, String name, @Nullable Map<String, String> wanted, boolean there) {
        if (wanted == null || (wanted.isEmpty() && !there)) {
            return;
        }
        Map<String, String> now = there ? live.tags(noun, name) : Map.of();
        Map<String, String> all = wishes.additive() ? new TreeMap<>(now) : new TreeMap<>();
        all.putAll(wanted);
        if (all.equals(new TreeMap<>(now))) {
            return;
        }
        draft.step(TagApi.PUT, new TagApi.Put(noun, name, all));
        if (there) {
            draft.detail("tags");
        }
    }
}
