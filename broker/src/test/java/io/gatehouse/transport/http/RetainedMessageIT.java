package io.gatehouse.transport.http;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /retainedMessage} and {@code GET /retainedMessage/{topic}}. */
final class RetainedMessageIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static HttpsGround ground;

    @BeforeAll
    static void start() {
        ground = HttpsGround.start();
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void one_message_is_told_with_payload_time_and_user_properties() throws Exception {
        TestDevice lamp = ground.device("lamp");
        long before = System.currentTimeMillis();
        String user = "[{\"a\":\"1\"},{\"a\":\"\\\"2\\\"\"}]";
        HttpsGround.send(
                lamp,
                ground.request("/topics/one/%22q%22/%C3%9F?qos=1&retain=true&contentType=text%2Fplain")
                        .header(
                                "x-amz-mqtt5-user-properties",
                                Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                        .POST(BodyPublishers.ofByteArray(new byte[] {0, 1, (byte) 0xFF}))
                        .build());

        JsonNode message = json(ground.get(lamp, "/retainedMessage/one%2F%22q%22%2F%C3%9F"));

        assertThat(message.get("topic").textValue()).isEqualTo("one/\"q\"/ß");
        assertThat(message.get("payload").binaryValue()).containsExactly(0, 1, 0xFF);
        assertThat(message.get("qos").intValue()).isEqualTo(1);
        assertThat(message.get("lastModifiedTime").longValue()).isBetween(before, System.currentTimeMillis());
        assertThat(new String(message.get("userProperties").binaryValue(), StandardCharsets.UTF_8))
                .isEqualTo(user);
    }

    @Test
    void what_is_not_retained_or_has_expired_is_not_found() throws Exception {
        TestDevice lamp = ground.device("lamp");
        ground.post(lamp, "/topics/gone?retain=true&messageExpiry=1", "x");
        await().untilAsserted(() -> assertThat(
                        ground.get(lamp, "/retainedMessage/gone").statusCode())
                .isEqualTo(404));
        HttpResponse<String> answer = ground.get(lamp, "/retainedMessage/never");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("ResourceNotFoundException");
    }

    @Test
    void the_list_is_walked_through_page_by_page_and_tells_each_topic_once() throws Exception {
        try (HttpsGround other = HttpsGround.start()) {
            TestDevice lamp = other.device("lamp");
            assertThat(json(other.get(lamp, "/retainedMessage")).get("retainedTopics"))
                    .isEmpty();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                expected.add("list/" + i);
                other.post(lamp, "/topics/list/" + i + "?retain=true&qos=1", "x".repeat(i + 1));
            }
            List<String> seen = new ArrayList<>();
            String token = "";
            int pages = 0;
            while (token != null) {
                JsonNode page = json(other.get(
                        lamp, "/retainedMessage?maxResults=3" + (token.isEmpty() ? "" : "&nextToken=" + token)));
                assertThat(page.get("retainedTopics").size()).isLessThanOrEqualTo(3);
                page.get("retainedTopics").forEach(topic -> {
                    seen.add(topic.get("topic").textValue());
                    assertThat(topic.get("payloadSize").intValue())
                            .isEqualTo(topic.get("topic").textValue().charAt(5) - '0' + 1);
                });
                token = page.has("nextToken") ? page.get("nextToken").textValue() : null;
                pages++;
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(pages).isGreaterThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/retainedMessage?maxResults=0",
                "/retainedMessage?maxResults=201",
                "/retainedMessage?maxResults=x",
                "/retainedMessage?nextToken=",
                "/retainedMessage?nextToken=%25%25",
                "/retainedMessage?nextToken=Iw",
                "/retainedMessage/",
                "/retainedMessage/%23",
            })
    void what_is_not_well_asked_is_told_so(String target) throws Exception {
        assertThat(ground.get(ground.device("lamp"), target).statusCode()).isEqualTo(400);
    }

    @Test
    void each_operation_needs_its_own_action() throws Exception {
        TestDevice reader =
                ground.broker().device("reader", "reader", document(allow("iot:GetRetainedMessage", "topic/open/*")));
        ground.post(ground.device("lamp"), "/topics/open/1?retain=true", "x");

        assertThat(ground.get(reader, "/retainedMessage/open/1").statusCode()).isEqualTo(200);
        assertThat(ground.get(reader, "/retainedMessage/shut/1").statusCode()).isEqualTo(403);
        assertThat(ground.get(reader, "/retainedMessage").statusCode()).isEqualTo(403);
        await().untilAsserted(() -> assertThat(
                        ground.broker().recentRefusals().find(reader.certificateId(), Reason.REQUEST_NOT_AUTHORIZED, 5))
                .isNotEmpty());
        TestDevice lister =
                ground.broker().device("lister", "lister", document(allow("iot:ListRetainedMessages", "*")));
        assertThat(ground.get(lister, "/retainedMessage").statusCode()).isEqualTo(200);
        assertThat(ground.get(lister, "/retainedMessage/open/1").statusCode()).isEqualTo(403);
    }
}
