package io.gatehouse.control;

import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.indexing.SearchPage;
import io.gatehouse.registry.AttributeChange;
import io.gatehouse.registry.DynamicGroupUpdate;
import io.gatehouse.registry.GroupUpdate;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Those of the {@link Groups} that have what their query means. Virtual threads. */
final class DynamicGroups {
    /** A fleet of a million is gone through in three. */
    private static final int MOST_SEARCHES = 10;

    private final ThingGroups groups;
    private final FleetSearches searches;

    DynamicGroups(ThingGroups groups, FleetSearches searches) {
        this.groups = groups;
        this.searches = searches;
    }

    RegistryResult<ThingGroup> create(
            GroupApi.Create request, String query, String description, Map<String, String> attributes) {
        return request.parent() == null
                ? with(query, read -> groups.createDynamic(request.name(), read, description, attributes, Tags.NONE))
                : new RegistryResult.Invalid<>(
                        "parent: of a dynamic group (expected: none; it has no place in a hierarchy)");
    }

    /** Somebody else's change since {@code before} is not written over. */
    RegistryResult<ThingGroup> update(ThingGroup before, GroupApi.Update request) {
        Map<String, String> attributes = request.attributes();
        GroupUpdate others = new GroupUpdate(
                request.description(),
                attributes == null ? null : new AttributeChange(attributes, false),
                before.version());
        String query = request.query();
        return query == null
                ? groups.updateDynamic(before.name(), new DynamicGroupUpdate(null, others))
                : with(query, read -> groups.updateDynamic(before.name(), new DynamicGroupUpdate(read, others)));
    }

    private static RegistryResult<ThingGroup> with(
            String text, Function<MemberQuery, RegistryResult<ThingGroup>> change) {
        return switch (MemberQuery.read(text)) {
            case MemberQuery.Reading.Read(MemberQuery query) -> change.apply(query);
            case MemberQuery.Reading.Malformed(String problem) -> new RegistryResult.Invalid<>(problem);
        };
    }

    RegistryResult<ThingGroup> delete(ThingGroup group) {
        return groups.deleteDynamic(group.name(), 0);
    }

    /** Names of the first things in it, {@link Page#MOST} at most; null where there was no turn to search. */
    @Nullable
    List<String> members(ThingGroup group) {
        List<String> names = new ArrayList<>();
        String after = null;
        for (int i = 0; i < MOST_SEARCHES; i++) {
            SearchPage page = searches.members(group, after, Page.MOST - names.size());
            if (page == null) {
                return null;
            }
            page.found().forEach(found -> names.add(found.thing().name()));
            after = page.next();
            if (after == null || names.size() == Page.MOST) {
                break;
            }
        }
        return names;
    }
}
