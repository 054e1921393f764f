package io.gatehouse.control.aws;

import static io.gatehouse.control.aws.TestControlPlane.arn;
import static io.gatehouse.control.aws.TestControlPlane.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dynamic thing groups in the shapes and errors of AWS. */
final class DynamicThingGroupOperationsTest {
    private TestControlPlane ground;

    @BeforeEach
    void open() throws StoreException {
        ground = new TestControlPlane();
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private static Reply done(Reply reply) {
        assertThat(reply.error()).as(reply.toString()).isNull();
        return reply;
    }

    private static void refused(Reply reply, AwsError error, String message) {
        assertThat(reply.error()).as(reply.toString()).isEqualTo(error);
        assertThat(text(reply, "message")).contains(message);
    }

    private Reply create(String name, String query) {
        return ground.admin(
                "POST", "/dynamic-thing-groups/" + name, JsonValue.object().put("queryString", query));
    }

    private void thing(String name, String temperature) {
        done(ground.admin(
                "POST",
                "/things/" + name,
                "{\"attributePayload\":{\"attributes\":{\"temperature\":\"" + temperature + "\"}}}"));
    }

    @Test
    void a_group_is_described_as_it_was_created() {
        Reply created = done(ground.admin("POST", "/dynamic-thing-groups/RoomTooWarm", """
                {"queryString": "attributes.temperature>60", "tags": [{"Key": "floor", "Value": "1"}],
                 "thingGroupProperties": {"thingGroupDescription": "fans on",
                                          "attributePayload": {"attributes": {"fan": "on"}}}}"""));

        Reply described = done(ground.admin("GET", "/thing-groups/RoomTooWarm", ""));

        for (Reply reply : List.of(created, described)) {
            assertThat(text(reply, "thingGroupName")).isEqualTo("RoomTooWarm");
            assertThat(text(reply, "thingGroupArn")).isEqualTo(arn("thinggroup/RoomTooWarm"));
            assertThat(text(reply, "indexName")).isEqualTo("AWS_Things");
            assertThat(text(reply, "queryString")).isEqualTo("attributes.temperature>60");
            assertThat(text(reply, "queryVersion")).isEqualTo("2017-09-30");
        }
        assertThat(text(described, "thingGroupId")).isEqualTo(text(created, "thingGroupId"));
        assertThat(text(described, "status")).isEqualTo("ACTIVE");
        assertThat(text(described, "version")).isEqualTo("1");
        assertThat(text(described, "thingGroupProperties", "thingGroupDescription"))
                .isEqualTo("fans on");
        assertThat(text(described, "thingGroupProperties", "attributePayload", "attributes", "fan"))
                .isEqualTo("on");
        assertThat(text(ground.admin("GET", "/tags?resourceArn=" + arn("thinggroup/RoomTooWarm"), ""), "tags"))
                .contains("floor");
    }

    @Test
    void a_static_group_says_nothing_of_queries() {
        done(ground.admin("POST", "/thing-groups/house", ""));

        JsonObject house = done(ground.admin("GET", "/thing-groups/house", "")).body();

        assertThat(List.of("indexName", "queryString", "queryVersion", "status"))
                .noneMatch(house::has);
    }

    @Test
    void its_things_follow_what_is_known_of_them() {
        thing("hall", "61");
        thing("loft", "40");
        done(create("warm", "attributes.temperature>60"));
        assertThat(text(ground.admin("GET", "/thing-groups/warm/things", ""), "things"))
                .isEqualTo("[\"hall\"]");

        done(ground.admin("PATCH", "/dynamic-thing-groups/warm", """
                {"queryString": "attributes.temperature<60", "thingGroupProperties": {}, "expectedVersion": 1}"""));

        assertThat(text(ground.admin("GET", "/thing-groups/warm/things?recursive=true", ""), "things"))
                .isEqualTo("[\"loft\"]");
        assertThat(text(ground.admin("GET", "/things/loft/thing-groups", ""), "thingGroups"))
                .isEqualTo("[{\"groupName\":\"warm\",\"groupArn\":\"" + arn("thinggroup/warm") + "\"}]");
        assertThat(text(ground.admin("GET", "/things/hall/thing-groups", ""), "thingGroups"))
                .isEqualTo("[]");
        Reply found = ground.admin("POST", "/indices/search", "{\"queryString\": \"thingGroupNames:warm\"}");
        assertThat(text(found, "things")).contains("\"thingName\":\"loft\"", "\"thingGroupNames\":[\"warm\"]");
        assertThat(text(ground.admin("GET", "/thing-groups", ""), "thingGroups"))
                .contains("warm");
    }

    @Test
    void its_things_come_in_pages() {
        for (int i = 100; i < 107; i++) {
            thing("t" + i, "1");
        }
        done(create("all", "thingName:t*"));
        List<String> pages = new ArrayList<>();
        String token = "";
        do {
            Reply page = done(ground.admin("GET", "/thing-groups/all/things?maxResults=3" + token, ""));
            pages.add(text(page, "things"));
            token = page.body().has("nextToken") ? "&nextToken=" + text(page, "nextToken") : "";
        } while (!token.isEmpty());

        assertThat(pages).containsExactly("[\"t100\",\"t101\",\"t102\"]", "[\"t103\",\"t104\",\"t105\"]", "[\"t106\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|INVALID_REQUEST|queryString: missing",
                "{'queryString': 'thingName:*x'}|INVALID_QUERY|column 11",
                "{'queryString': '*', 'indexName': 'AWS_ThingGroups'}|RESOURCE_NOT_FOUND|AWS_ThingGroups",
                "{'queryString': '*', 'queryVersion': '2020-01-01'}|INVALID_REQUEST|queryVersion",
                "{'queryString': 'shadow.reported.on:true'}|INVALID_QUERY|shadow is not"
            })
    void a_query_that_cannot_be_asked_makes_no_group(String body, AwsError error, String message) {
        refused(ground.admin("POST", "/dynamic-thing-groups/warm", body.replace('\'', '"')), error, message);
        refused(ground.admin("GET", "/thing-groups/warm", ""), AwsError.RESOURCE_NOT_FOUND, "warm");
    }

    @Test
    void each_kind_of_group_has_its_own_operations() {
        thing("hall", "61");
        done(create("warm", "*"));
        done(ground.admin("POST", "/thing-groups/house", ""));
        done(ground.admin("POST", "/policies/all", JsonValue.object().put("policyDocument", Policies.everything())));
        String member = "{\"thingGroupName\": \"warm\", \"thingName\": \"hall\", \"overrideDynamicGroups\": true}";
        String words = "{\"thingGroupProperties\": {\"thingGroupDescription\": \"x\"}}";

        for (Reply reply : List.of(
                ground.admin("PUT", "/thing-groups/addThingToThingGroup", member),
                ground.admin("PUT", "/thing-groups/removeThingFromThingGroup", member),
                ground.admin(
                        "PUT",
                        "/thing-groups/updateThingGroupsForThing",
                        "{\"thingName\": \"hall\", \"thingGroupsToAdd\": [\"warm\"]}"),
                ground.admin("PATCH", "/thing-groups/warm", words),
                ground.admin("DELETE", "/thing-groups/warm", ""),
                ground.admin("POST", "/thing-groups/room", "{\"parentGroupName\": \"warm\"}"),
                ground.admin("PUT", "/target-policies/all", "{\"target\": \"" + arn("thinggroup/warm") + "\"}"))) {
            refused(reply, AwsError.INVALID_REQUEST, "warm is dynamic");
        }
        refused(
                ground.admin("PATCH", "/dynamic-thing-groups/house", words),
                AwsError.INVALID_REQUEST,
                "house is static");
        refused(ground.admin("DELETE", "/dynamic-thing-groups/house", ""), AwsError.INVALID_REQUEST, "house is static");
    }

    @Test
    void a_static_group_takes_a_thing_that_is_in_many_dynamic_ones() {
        thing("hall", "61");
        for (int i = 0; i < 20; i++) {
            done(create("warm" + i, "attributes.temperature>" + i));
        }
        done(ground.admin("POST", "/thing-groups/house", ""));

        done(ground.admin(
                "PUT",
                "/thing-groups/addThingToThingGroup",
                "{\"thingGroupName\": \"house\", \"thingName\": \"hall\"}"));

        assertThat(text(ground.admin("GET", "/things/hall/thing-groups", ""), "thingGroups"))
                .contains("house", "warm0", "warm19");
    }

    @Test
    void versions_and_absence_are_answered_as_aws_does() {
        done(create("warm", "*"));

        refused(
                ground.admin(
                        "PATCH",
                        "/dynamic-thing-groups/warm",
                        "{\"thingGroupProperties\": {}, \"expectedVersion\": 7}"),
                AwsError.VERSION_CONFLICT,
                "version");
        refused(
                ground.admin("PATCH", "/dynamic-thing-groups/warm", "{\"queryString\": \"*\"}"),
                AwsError.INVALID_REQUEST,
                "thingGroupProperties");
        refused(
                ground.admin("DELETE", "/dynamic-thing-groups/warm?expectedVersion=7", ""),
                AwsError.VERSION_CONFLICT,
                "version");
        refused(create("warm", "thingName:a"), AwsError.RESOURCE_ALREADY_EXISTS, "warm");
        refused(
                ground.admin("PATCH", "/dynamic-thing-groups/cold", "{\"thingGroupProperties\": {}}"),
                AwsError.RESOURCE_NOT_FOUND,
                "cold");
        done(ground.admin("DELETE", "/dynamic-thing-groups/warm?expectedVersion=1", ""));
        done(ground.admin("DELETE", "/dynamic-thing-groups/warm", ""));
        refused(ground.admin("GET", "/thing-groups/warm", ""), AwsError.RESOURCE_NOT_FOUND, "warm");
    }

    @Test
    void the_hundred_and_first_is_one_too_many() {
        for (int i = 0; i < 100; i++) {
            done(create("g" + i, "*"));
        }

        refused(create("g100", "*"), AwsError.LIMIT_EXCEEDED, "100 dynamic thing groups");
    }
}
