package io.gatehouse.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.StoreException;
import io.gatehouse.registry.RegistryResult.AlreadyExists;
import io.gatehouse.registry.RegistryResult.Conflict;
import io.gatehouse.registry.RegistryResult.Invalid;
import io.gatehouse.registry.RegistryResult.NotFound;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups that have a query: what the registry keeps of them, and what it refuses. */
final class DynamicThingGroupsTest extends RegistryGround {
    private ThingGroups groups() {
        return registry.thingGroups();
    }

    private static MemberQuery query(String text) {
        return ((MemberQuery.Reading.Read) MemberQuery.read(text)).query();
    }

    private static ThingGroup group(ThingGroups of, String name) {
        return Objects.requireNonNull(of.group(name));
    }

    private RegistryResult<ThingGroup> create(String name, String query) {
        return groups().createDynamic(name, query(query), "", NONE, Tags.NONE);
    }

    private static GroupUpdate words(String description, long expectedVersion) {
        return new GroupUpdate(description, null, expectedVersion);
    }

    @Test
    void a_dynamic_group_has_its_query_after_a_restart() throws StoreException {
        done(groups().createDynamic(
                        "warm", query("attributes.temperature>60"), "rooms", Map.of("floor", "1"), Tags.NONE));
        done(groups().updateDynamic(
                        "warm", new DynamicGroupUpdate(query("attributes.temperature>65"), words("hot rooms", 1))));

        ThingGroup group = group(reopen().thingGroups(), "warm");

        assertThat(group).isEqualTo(group(groups(), "warm"));
        assertThat(group.query()).isEqualTo(query("attributes.temperature>65"));
        assertThat(group.description()).isEqualTo("hot rooms");
        assertThat(group.attributes()).isEqualTo(Map.of("floor", "1"));
        assertThat(group.version()).isEqualTo(2);
        assertThat(reopen().thingGroups().dynamicGroups()).containsExactly(group);
    }

    @Test
    void the_same_once_more_is_done_and_another_of_the_name_is_refused() {
        ThingGroup first = done(create("warm", "attributes.t>60"));
        done(groups().create("house", null, "", NONE));

        assertThat(done(create("warm", "attributes.t>60"))).isSameAs(first);
        assertThat(create("warm", "attributes.t>61")).isInstanceOf(AlreadyExists.class);
        assertThat(create("house", "attributes.t>60")).isInstanceOf(AlreadyExists.class);
        assertThat(groups().create("warm", null, "", NONE)).isInstanceOf(AlreadyExists.class);
    }

    @Test
    void there_are_no_more_than_a_hundred_until_one_goes() {
        for (int i = 0; i < 100; i++) {
            done(create("g" + i, "thingName:x" + i));
        }

        assertThat(create("g100", "*")).isInstanceOf(Conflict.class);
        done(groups().deleteDynamic("g7", 1));
        done(create("g100", "*"));
        assertThat(groups().dynamicGroups()).hasSize(100);
    }

    @Test
    void nothing_that_is_done_with_static_groups_is_done_with_dynamic_ones() {
        done(create("warm", "thingName:lamp"));
        done(groups().create("house", null, "", NONE));
        done(registry.createThing("lamp", null, NONE));
        done(registry.putPolicy("all", ALLOW_ALL));

        assertThat(List.of(
                        groups().add("warm", List.of("lamp")),
                        groups().remove("warm", List.of("lamp")),
                        groups().move("lamp", List.of("house", "warm"), List.of()),
                        groups().move("lamp", List.of(), List.of("warm")),
                        groups().create("room", "warm", "", NONE),
                        groups().update("warm", "words", NONE, 0),
                        groups().update("warm", words("words", 0)),
                        groups().delete("warm", true),
                        groups().attachPolicy("all", "warm")))
                .allSatisfy(result -> {
                    assertThat(result).isInstanceOf(Invalid.class);
                    assertThat(result.sentence()).contains("warm is dynamic (expected: a static one");
                });
        assertThat(Objects.requireNonNull(registry.thing("lamp")).groups()).isEmpty();
        assertThat(groups().updateDynamic("house", new DynamicGroupUpdate(null, words("x", 0))))
                .isInstanceOf(Invalid.class);
        assertThat(groups().deleteDynamic("house", 0)).isInstanceOf(Invalid.class);
        assertThat(groups().deleteDynamic("nowhere", 0)).isInstanceOf(NotFound.class);
    }

    @Test
    void who_expects_another_version_changes_nothing() {
        done(create("warm", "attributes.t>60"));

        assertThat(groups().updateDynamic("warm", new DynamicGroupUpdate(query("*"), words("x", 2))))
                .isInstanceOf(Conflict.class);
        assertThat(groups().deleteDynamic("warm", 2)).isInstanceOf(Conflict.class);
        assertThat(group(groups(), "warm").query()).isEqualTo(query("attributes.t>60"));
    }

    @Test
    void its_tags_come_and_go_with_it() {
        Tags tags = Tags.of(Map.of("floor", "1"));
        TaggedResource warm = new TaggedResource(Kind.THING_GROUP, "warm");
        done(groups().createDynamic("warm", query("*"), "", NONE, tags));
        assertThat(registry.tags().of(warm)).isEqualTo(tags);

        done(groups().deleteDynamic("warm", 0));
        done(create("warm", "*"));

        assertThat(registry.tags().of(warm)).isEqualTo(Tags.NONE);
    }

    @Test
    void a_document_carries_it_to_another_registry() throws StoreException {
        done(groups().createDynamic("warm", query("attributes.t>60"), "rooms", NONE, Tags.of(Map.of("a", "b"))));
        String document = registry.documents().export();
        done(groups().deleteDynamic("warm", 0));

        done(registry.documents().replace(document, false));

        assertThat(registry.documents().export()).isEqualTo(document);
        assertThat(registry.thingGroups().dynamicGroups())
                .extracting(ThingGroup::query)
                .containsExactly(query("attributes.t>60"));
        assertThat(reopen().documents().export()).isEqualTo(document);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'warm', 'query': 'thingName:*x'}|queryString: column 11",
                "{'name': 'city'}, {'name': 'warm', 'query': '*', 'parent': 'city'}|parent: of a dynamic group",
                "{'name': 'warm', 'query': '*', 'policies': ['all']}|policies: of a dynamic group",
                "{'name': 'house', 'query': '*'}|thing group house is static",
                "{'name': 'warm', 'query': '*'}, {'name': 'room', 'parent': 'warm'}|(expected: a static group"
            })
    void a_document_that_makes_no_sense_of_one_changes_nothing(String those, String problem) {
        done(groups().create("house", null, "", NONE));
        String before = registry.documents().export();
        String document = "{'gatehouse': 'registry', 'format': 1, 'thingGroups': [" + those + "]}";

        RegistryResult<RegistryDifference> result = registry.documents().replace(document.replace('\'', '"'), false);

        assertThat(result).isInstanceOf(Invalid.class);
        assertThat(result.sentence()).contains(problem);
        assertThat(registry.documents().export()).isEqualTo(before);
    }

    @Test
    void a_thing_of_a_document_is_put_into_no_dynamic_group() {
        String document = """
                {"gatehouse": "registry", "format": 1, "thingGroups": [{"name": "warm", "query": "*"}],
                 "things": [{"name": "lamp", "groups": ["warm"]}]}""";

        assertThat(registry.documents().replace(document, false).sentence())
                .contains("line 2, column 41: groups: \"warm\" is dynamic (expected: static groups)");
    }

    @Test
    void a_record_whose_query_cannot_be_read_stops_the_start() {
        done(create("warm", "thingName:lamp"));
        byte[] stored = Objects.requireNonNull(store.get(Keys.group("warm"))).value();
        String broken = new String(stored, StandardCharsets.UTF_8).replace("thingName:lamp", "thingName:*lamp");
        store.commit(List.of(new Change.Put(Keys.group("warm"), broken.getBytes(StandardCharsets.UTF_8))))
                .join();

        assertThatThrownBy(this::reopen)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("thing-group warm")
                .hasMessageContaining("queryString: column 11");
    }
}
