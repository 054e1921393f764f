package io.gatehouse.control.aws;

import static io.gatehouse.control.aws.TestControlPlane.at;
import static io.gatehouse.control.aws.TestControlPlane.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both styles of pages, their tokens and their bounds. */
final class ListingTest {
    private TestControlPlane ground;

    @BeforeEach
    void open() throws StoreException {
        ground = new TestControlPlane();
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private void things(int count) {
        for (int i = 0; i < count; i++) {
            ground.registry.createThing(
                    "lamp-" + String.format("%03d", i), null, Map.of("even", Boolean.toString(i % 2 == 0)));
        }
    }

    private static List<String> names(Reply reply, String member, String name) {
        List<String> names = new ArrayList<>();
        if (at(reply, member) instanceof JsonArray array) {
            array.elements().forEach(element -> {
                if (element instanceof JsonObject object && object.member(name) instanceof JsonString string) {
                    names.add(string.text());
                }
            });
        }
        return names;
    }

    @Test
    void pages_have_every_item_once_and_the_last_has_no_token() {
        things(7);
        List<String> all = new ArrayList<>();
        String more = "";
        int pages = 0;
        do {
            Reply page = ground.admin("GET", "/things?maxResults=3" + more, "");
            all.addAll(names(page, "things", "thingName"));
            more = page.body().has("nextToken") ? "&nextToken=" + text(page, "nextToken") : "";
            pages++;
        } while (!more.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(all).hasSize(7).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void a_last_page_that_is_full_has_no_token_either() {
        things(3);

        assertThat(ground.admin("GET", "/things?maxResults=3", "").body().has("nextToken"))
                .isFalse();
    }

    @Test
    void a_filter_holds_on_every_page() {
        things(9);
        String query = "/things?maxResults=2&attributeName=even&attributeValue=tr&usePrefixAttributeValue=true";
        Reply first = ground.admin("GET", query, "");
        Reply second = ground.admin("GET", query + "&nextToken=" + text(first, "nextToken"), "");

        assertThat(names(first, "things", "thingName")).containsExactly("lamp-000", "lamp-002");
        assertThat(names(second, "things", "thingName")).containsExactly("lamp-004", "lamp-006");
    }

    @Test
    void a_page_ends_where_enough_was_looked_at_and_the_next_goes_on_there() {
        for (int i = 0; i < Listing.MOST_LOOKED_AT; i++) {
            ground.registry.createThing("lamp-" + i, null, Map.of());
        }
        ground.registry.createThing("wanted", null, Map.of("a", "1"));
        Reply first = ground.admin("GET", "/things?attributeName=a", "");
        Reply second = ground.admin("GET", "/things?attributeName=a&nextToken=" + text(first, "nextToken"), "");

        assertThat(names(first, "things", "thingName")).isEmpty();
        assertThat(names(second, "things", "thingName")).containsExactly("wanted");
        assertThat(second.body().has("nextToken")).isFalse();
    }

    @Test
    void a_token_of_another_list_or_of_other_parameters_is_refused() {
        things(5);
        String token = text(ground.admin("GET", "/things?maxResults=2", ""), "nextToken");

        for (String other : List.of(
                "/things?attributeName=even&nextToken=" + token,
                "/thing-types?nextToken=" + token,
                "/thing-groups?nextToken=" + token)) {
            Reply reply = ground.admin("GET", other, "");
            assertThat(reply.error()).isEqualTo(AwsError.INVALID_REQUEST);
            assertThat(text(reply, "message")).startsWith("nextToken: not known");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%00", "AAAA", "MQ", "....", "a%2Bb%2Fc%3D%3D"})
    void a_token_that_was_made_up_is_refused(String token) {
        assertThat(ground.admin("GET", "/things?nextToken=" + token, "").error())
                .isEqualTo(AwsError.INVALID_REQUEST);
        assertThat(ground.admin("GET", "/policies?marker=" + token, "").error()).isEqualTo(AwsError.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "251", "99999999999999999999", "1e2", "ten"})
    void sizes_out_of_bounds_are_refused(String size) {
        assertThat(ground.admin("GET", "/things?maxResults=" + size, "").error())
                .isEqualTo(AwsError.INVALID_REQUEST);
        assertThat(ground.admin("GET", "/policies?pageSize=" + size, "").error())
                .isEqualTo(AwsError.INVALID_REQUEST);
    }

    @Test
    void pages_by_marker_go_both_ways() {
        for (String name : List.of("a", "b", "c")) {
            ground.registry.putPolicy(name, Policies.everything());
        }
        Reply up = ground.admin("GET", "/policies?pageSize=2&isAscendingOrder=true", "");
        Reply down = ground.admin("GET", "/policies?pageSize=2&isAscendingOrder=false", "");
        Reply rest = ground.admin(
                "GET", "/policies?pageSize=2&isAscendingOrder=false&marker=" + text(down, "nextMarker"), "");

        assertThat(names(up, "policies", "policyName")).containsExactly("a", "b");
        assertThat(names(down, "policies", "policyName")).containsExactly("c", "b");
        assertThat(names(rest, "policies", "policyName")).containsExactly("a");
        assertThat(rest.body().has("nextMarker")).isFalse();
    }
}
