package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags come with what they are written on, stay as long as it does, and go with it. */
final class ResourceTagsTest extends RegistryGround {
    private static final Tags HALL = Tags.of(Map.of("place", "hall"));
    private static final String BODY = "{\"Resources\":{}}";

    /** One of each kind that may have tags, with {@link #HALL}. */
    private TaggedResource made(Kind kind) {
        return new TaggedResource(
                kind,
                switch (kind) {
                    case THING_TYPE ->
                        done(registry.thingTypes().create("light", "", List.of(), HALL))
                                .name();
                    case THING_GROUP ->
                        done(registry.thingGroups().create("house", null, "", NONE, HALL))
                                .name();
                    case BILLING_GROUP ->
                        done(registry.billingGroups().create("tenant", "", HALL))
                                .name();
                    case POLICY ->
                        done(registry.createPolicy("all", ALLOW_ALL, HALL)).name();
                    case CA ->
                        resource(registry.authorities().register(works(), HALL)).id();
                    case PROVISIONING_TEMPLATE ->
                        resource(registry.templates()
                                        .create("fleet", "", TemplateType.JITP, BODY, true, null, null, HALL))
                                .name();
                    default -> throw new IllegalArgumentException(kind.word());
                });
    }

    private static CaRegistration works() {
        byte[] der = TestCertificates.der(TestCertificates.ca("works").certificate());
        return new CaRegistration(der, null, CaStatus.INACTIVE, false, null, CertificateMode.SNI_ONLY);
    }

    private void delete(TaggedResource resource) {
        String name = resource.name();
        switch (resource.kind()) {
            case THING_TYPE -> {
                done(registry.thingTypes().deprecate(name, true));
                done(registry.thingTypes().delete(name));
            }
            case THING_GROUP -> done(registry.thingGroups().delete(name, true));
            case BILLING_GROUP -> done(registry.billingGroups().delete(name, 0));
            case POLICY -> done(registry.deletePolicy(name));
            case CA -> resource(registry.authorities().delete(name));
            case PROVISIONING_TEMPLATE -> resource(registry.templates().delete(name));
            default -> throw new IllegalArgumentException(name);
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(Kind.values()).filter(ResourceTagsTest::mayHaveTags);
    }

    private static boolean mayHaveTags(Kind kind) {
        try {
            return new TaggedResource(kind, "x").kind() == kind;
        } catch (IllegalArgumentException not) {
            return false;
        }
    }

    private static <T> T resource(ResourceResult<T> result) {
        assertThat(result).isInstanceOf(ResourceResult.Done.class);
        return ((ResourceResult.Done<T>) result).value();
    }

    private boolean anyOnDisk(MemoryKeyValue of) {
        boolean[] any = {false};
        of.scan(Keys.TAGS, entry -> any[0] = true);
        return any[0];
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tags_are_made_with_a_resource_and_survive_a_restart(Kind kind) throws StoreException {
        TaggedResource resource = made(kind);

        assertThat(registry.tags().of(resource)).isEqualTo(HALL);
        assertThat(reopen().tags().of(resource)).isEqualTo(HALL);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void what_is_deleted_takes_its_tags_with_it(Kind kind) throws StoreException {
        TaggedResource resource = made(kind);

        delete(resource);

        assertThat(registry.tags().of(resource)).isNull();
        assertThat(anyOnDisk(store)).isFalse();
        reopen();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tags_are_in_an_export_and_come_back_from_it(Kind kind) throws StoreException {
        TaggedResource resource = made(kind);
        String text = registry.documents().export();
        Registry other = Registry.open(new MemoryKeyValue(), SCOPE, RegistryLimits.STRICT, () -> NOW);

        done(other.documents().replace(text, false));

        assertThat(other.tags().of(resource)).isEqualTo(HALL);
        assertThat(other.documents().export()).isEqualTo(text);
    }

    @Test
    void a_tag_that_is_other_in_a_document_changes_its_resource() {
        TaggedResource light = made(Kind.THING_TYPE);
        String text = registry.documents().export().replace("hall", "attic");

        assertThat(done(registry.documents().compare(text)).nouns())
                .contains(new RegistryDifference.OfNoun("thing type", List.of(), List.of("light"), List.of(), 0));
        done(registry.documents().replace(text, false));
        assertThat(registry.tags().of(light)).isEqualTo(Tags.of(Map.of("place", "attic")));

        done(registry.documents().replace(text.replace("\"place\": \"attic\"", ""), false));
        assertThat(registry.tags().of(light)).isEqualTo(Tags.NONE);
        assertThat(anyOnDisk(store)).isFalse();
    }

    @Test
    void what_a_document_says_wrongly_of_tags_is_named_with_its_place() {
        made(Kind.THING_TYPE);
        String text = registry.documents().export().replace("\"place\"", "\"aws:place\"");

        RegistryResult<RegistryDifference> result = registry.documents().compare(text);

        assertThat(result).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(result.sentence()).contains("line ", "tag key: \"aws:place\"");
    }

    @Test
    void tags_are_added_given_other_values_and_taken_away() throws StoreException {
        TaggedResource house = made(Kind.THING_GROUP);
        told.clear();
        long epoch = registry.epoch();

        assertThat(resource(registry.tags().add(house, Tags.of(Map.of("place", "attic", "Größe", "")))))
                .isEqualTo(Tags.of(Map.of("place", "attic", "Größe", "")));
        assertThat(resource(registry.tags().remove(house, Set.of("place", "never there"))))
                .isEqualTo(Tags.of(Map.of("Größe", "")));

        assertThat(reopen().tags().of(house)).isEqualTo(Tags.of(Map.of("Größe", "")));
        assertThat(registry.thingGroups().group("house"))
                .satisfies(group -> assertThat(group.version()).isEqualTo(1));
        assertThat(told).as("tags decide nothing").isEmpty();
        assertThat(registry.epoch()).isEqualTo(epoch);
    }

    @Test
    void of_what_is_not_there_no_tags_are_kept() {
        TaggedResource none = new TaggedResource(Kind.POLICY, "none");

        assertThat(registry.tags().of(none)).isNull();
        assertThat(registry.tags().add(none, HALL)).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(registry.tags().remove(none, Set.of("place"))).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThatThrownBy(() -> new TaggedResource(Kind.THING, "lamp")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_resource_has_at_most_fifty() {
        TaggedResource light = made(Kind.THING_TYPE);
        Map<String, String> more = new TreeMap<>();
        for (int i = 0; i < 49; i++) {
            more.put("k" + i, "");
        }

        assertThat(resource(registry.tags().add(light, Tags.of(more))).values()).hasSize(50);
        assertThat(registry.tags().add(light, Tags.of(Map.of("one", "more"))))
                .isInstanceOf(ResourceResult.LimitExceeded.class);
        assertThat(resource(registry.tags().add(light, HALL)).values()).hasSize(50);
        more.put("k49", "");
        more.put("k50", "");
        assertThat(registry.thingTypes().create("tube", "", List.of(), Tags.of(more)))
                .isEqualTo(new RegistryResult.Invalid<>("tags: 51 (expected: at most 50)"));
        assertThat(registry.thingTypes().type("tube")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aws:x", "AWS:x", "a\tb", "a\u0000", "a*", "<a>", "\ud83d\ude00", "\ud800"})
    void a_key_outside_the_alphabet_is_refused(String key) {
        TaggedResource light = made(Kind.THING_TYPE);

        assertThat(registry.tags().add(light, Tags.of(Map.of(key, ""))))
                .isInstanceOfSatisfying(
                        ResourceResult.InvalidRequest.class,
                        refused -> assertThat(refused.problem()).contains("tag key"));
        assertThat(registry.tags().of(light)).isEqualTo(HALL);
    }

    @Test
    void lengths_are_counted_in_characters_and_not_in_bytes() {
        TaggedResource light = made(Kind.THING_TYPE);
        String letter = "\ud835\udc00"; // MATHEMATICAL BOLD CAPITAL A: one letter, two chars, four bytes

        resource(registry.tags().add(light, Tags.of(Map.of(letter.repeat(128), letter.repeat(256)))));
        assertThat(registry.tags().add(light, Tags.of(Map.of(letter.repeat(129), ""))))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
        assertThat(registry.tags().add(light, Tags.of(Map.of("k", letter.repeat(257)))))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
    }

    @Test
    void making_the_same_again_is_done_unless_other_tags_are_wanted() {
        made(Kind.THING_TYPE);

        done(registry.thingTypes().create("light", "", List.of(), HALL));
        done(registry.thingTypes().create("light", "", List.of()));
        assertThat(registry.thingTypes().create("light", "", List.of(), Tags.of(Map.of("place", "attic"))))
                .isInstanceOf(RegistryResult.AlreadyExists.class);
        assertThat(registry.tags().of(new TaggedResource(Kind.THING_TYPE, "light")))
                .isEqualTo(HALL);
    }

    @Test
    void what_the_store_does_not_take_is_not_tagged() {
        TaggedResource light = made(Kind.THING_TYPE);
        store.failWith("disk full");

        assertThat(registry.tags().add(light, Tags.of(Map.of("k", "v"))))
                .isInstanceOf(ResourceResult.StoreFailed.class);
        assertThat(registry.tags().of(light)).isEqualTo(HALL);
    }

    @Test
    void tags_of_what_an_older_broker_deleted_keep_no_broker_from_starting() throws StoreException {
        TaggedResource light = made(Kind.THING_TYPE);
        KeyValue older = store;
        older.commit(List.of(new Change.Delete(Keys.thingType("light")))).join();

        assertThat(reopen().tags().of(light)).isNull();
    }

    @Test
    void a_damaged_record_of_tags_stops_the_start_and_is_named() {
        TaggedResource light = made(Kind.THING_TYPE);
        store.commit(List.of(new Change.Put(Keys.tags(light), "{\"v\":1}".getBytes(StandardCharsets.UTF_8))))
                .join();

        assertThatThrownBy(this::reopen)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("tags thing-type light");
    }
}
