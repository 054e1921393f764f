package io.gatehouse.transport.http;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of requests: kept, pipelined, refused, and whatever a hostile peer makes of HTTP/1.1. */
final class HttpConnectionsIT {
    private static final String PUBLISH = "POST /topics/http/x?qos=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    private static final String UPGRADE =
            "GET /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    private static final String PATIENT = "http-patient";

    private static HttpsGround ground;
    private static HttpsGround hasty;

    @BeforeAll
    static void start() {
        ground = HttpsGround.start();
        hasty = HttpsGround.start(Compatibility.EXTENDED, from -> RunningBroker.withLimits(from, hasty(from.limits())));
    }

    /** Half a second for the first head, one and a half for a body, three between two requests. */
    private static LimitSettings hasty(LimitSettings from) {
        return new LimitSettings(
                from.maxPacketBytes(),
                from.maxPacketBytesBeforeConnect(),
                from.maxPayloadBytes(),
                from.maxClientIdBytes(),
                from.maxTopicBytes(),
                from.maxTopicLevels(),
                from.maxSubscriptionsPerPacket(),
                from.maxSubscriptionsPerSession(),
                from.receiveMaximum(),
                from.maxInflight(),
                from.topicAliasMaximum(),
                from.maxUserPropertyBytes(),
                Duration.ofMillis(500),
                from.packetTimeout(),
                from.maxQueuedMessages(),
                from.maxQueuedBytes(),
                from.maxRetainedMessages(),
                from.maxRetainedBytes(),
                from.maxSessions(),
                from.maxOutboundBytes());
    }

    @AfterAll
    static void stop() {
        ground.close();
        hasty.close();
    }

    private static RawHttp open() throws Exception {
        return RawHttp.open(ground, ground.device("lamp"));
    }

    // ---- kept and pipelined

    @Test
    void requests_sent_at_once_are_answered_in_their_order_whatever_takes_longer() throws Exception {
        try (RawHttp http = open()) {
            StringBuilder all = new StringBuilder();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                switch (i % 5) {
                    case 0 ->
                        all.append("POST /topics/pipe/k?qos=1&retain=true HTTP/1.1\r\nHost: a\r\n"
                                + "Content-Length: 2\r\n\r\nxx");
                    case 1 -> all.append("POST /topics/pipe/q HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
                    case 2 -> all.append("GET /retainedMessage/pipe/k HTTP/1.1\r\nHost: a\r\n\r\n");
                    case 3 -> all.append("GET /connections/nobody HTTP/1.1\r\nHost: a\r\n\r\n");
                    default ->
                        all.append("GET /elsewhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "3\r\nabc\r\n0\r\n\r\n");
                }
                expected.add(i % 5 < 3 ? 200 : 404);
            }
            http.send(all.toString());
            List<Integer> got = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                HttpResponse<String> answer = http.answer();
                got.add(answer.statusCode());
                if (i % 5 == 2) {
                    assertThat(answer.body()).contains("\"payload\":\"eHg=\"");
                }
            }
            assertThat(got).isEqualTo(expected);
        }
    }

    @Test
    void a_request_may_come_octet_by_octet() throws Exception {
        try (RawHttp http = open()) {
            for (char c : PUBLISH.toCharArray()) {
                http.send(String.valueOf(c));
            }
            assertThat(http.answer().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void who_expects_to_be_told_to_continue_is_told_so_after_the_answers_before_it() throws Exception {
        try (RawHttp http = open()) {
            http.send(PUBLISH
                    + "POST /topics/http/y?qos=1 HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(http.answer().statusCode()).isEqualTo(200);
            assertThat(http.answer().statusCode()).isEqualTo(100);
            http.send("abc");
            assertThat(http.answer().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void http_1_0_and_close_end_the_connection_and_keep_alive_keeps_it() throws Exception {
        try (RawHttp http = open()) {
            http.send("GET /connections/nobody HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(http.answer().headers().firstValue("connection")).contains("keep-alive");
            http.send("GET /connections/nobody HTTP/1.0\r\n\r\n");
            assertThat(http.answer().headers().firstValue("connection")).contains("close");
            http.awaitClosed();
        }
        try (RawHttp http = open()) {
            http.send("GET /connections/nobody HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + PUBLISH);
            assertThat(http.answer().statusCode()).isEqualTo(404);
            http.awaitClosed();
        }
    }

    @Test
    void a_target_may_be_absolute() throws Exception {
        try (RawHttp http = open()) {
            http.send("GET https://a/connections/nobody HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(http.answer().statusCode()).isEqualTo(404);
        }
    }

    // ---- who is let in

    @ParameterizedTest
    @CsvSource({
        "INACTIVE, CERTIFICATE_INACTIVE",
        "REVOKED, CERTIFICATE_REVOKED",
        "PENDING_ACTIVATION, CERTIFICATE_PENDING_ACTIVATION"
    })
    void who_is_not_let_in_gets_one_answer_and_the_end(CertificateStatus status, Reason reason) throws Exception {
        TestDevice device = RunningBroker.stranger("http-" + status);
        RunningBroker.done(ground.broker()
                .registry()
                .registerCertificate(device.issued().leaf().getEncoded(), status));
        try (RawHttp http = RawHttp.open(ground, device)) {
            http.send(PUBLISH + PUBLISH);
            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("ForbiddenException");
            assertThat(answer.headers().firstValue("connection")).contains("close");
            assertThat(answer.body()).contains(reason.meaning());
            http.awaitClosed();
        }
        await().untilAsserted(() -> assertThat(ground.broker().recentRefusals().find(device.certificateId(), reason, 5))
                .isNotEmpty());
    }

    @Test
    void a_certificate_nobody_knows_is_refused_before_what_it_asks_for_is_looked_at() throws Exception {
        TestDevice stranger = RunningBroker.stranger("http-stranger");
        try (RawHttp http = RawHttp.open(ground, stranger)) {
            http.send("GET /what/is/this HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains(Reason.CERTIFICATE_UNKNOWN.meaning());
            http.awaitClosed();
        }
    }

    @Test
    void an_idle_connection_of_a_revoked_certificate_is_closed_at_once_and_others_stay() throws Exception {
        TestDevice device = ground.broker().device("http-idle-revoked");
        try (RawHttp revoked = RawHttp.open(ground, device);
                RawHttp other = open()) {
            revoked.send(PUBLISH);
            assertThat(revoked.answer().statusCode()).isEqualTo(200);
            other.send(PUBLISH);
            assertThat(other.answer().statusCode()).isEqualTo(200);
            ground.broker().registry().setCertificateStatus(device.certificateId(), CertificateStatus.REVOKED);

            revoked.awaitClosed();
            other.send(PUBLISH);
            assertThat(other.answer().statusCode()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(
                        ground.broker().recentRefusals().find(device.certificateId(), Reason.CERTIFICATE_REVOKED, 5))
                .isNotEmpty());
    }

    @Test
    void a_policy_that_is_taken_away_decides_the_next_request() throws Exception {
        TestDevice device = ground.broker().device("http-policy", "http-policy", document(allow("iot:Publish", "*")));
        try (RawHttp http = RawHttp.open(ground, device)) {
            http.send(PUBLISH);
            assertThat(http.answer().statusCode()).isEqualTo(200);
            RunningBroker.done(ground.broker()
                    .registry()
                    .putPolicy("http-policy", document(allow("iot:Publish", "topic/elsewhere"))));
            http.send(PUBLISH);
            assertThat(http.answer().statusCode()).isEqualTo(403);
            http.send(PUBLISH.replace("http/x", "elsewhere"));
            assertThat(http.answer().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {UPGRADE, PUBLISH})
    void without_a_certificate_everything_is_refused_where_signatures_are_expected(String request) throws Exception {
        try (RawHttp http = RawHttp.open(
                ground.broker().port(HttpsGround.SIGNED), ground.device("lamp").sslContext())) {
            http.send(request + request);
            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("ForbiddenException");
            assertThat(answer.body()).contains(Reason.REQUEST_NOT_SIGNED.meaning());
            http.awaitClosed();
        }
    }

    // ---- hostile

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | POST /topics/a HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: chunked~~0~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Transfer-Encoding: identity~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
                "400 | POST /topics/a HTTP/1.0~Transfer-Encoding: chunked~~0~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~xx",
                "400 | POST /topics/a HTTP/1.1~Host: a~Content-Length: 1, 1~~x",
                "400 | POST /topics/a HTTP/1.1~Host: a~Content-Length: -1~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Content-Length: +1~~x",
                "400 | POST /topics/a HTTP/1.1~Host: a~Content-Length: 99999999999999999999~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Transfer-Encoding: chunked~~zz~x~0~~",
                "400 | POST /topics/a HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-1~x~0~~",
                "413 | POST /topics/a HTTP/1.1~Host: a~Content-Length: 2147483647~~",
                "400 | GET /connections/a HTTP/1.1~~",
                "400 | GET /connections/a HTTP/1.1~Host: a~Host: b~~",
                "400 | GET /connections/a HTTP/1.1~Host : a~~",
                "400 | GET /connections/a HTTP/1.1~Host: a~ folded: b~Bad Name: x~~",
                "417 | POST /topics/a HTTP/1.1~Host: a~Expect: a-cake~Content-Length: 1~~x",
                "505 | PRI * HTTP/2.0~~SM~~",
                "505 | GET /connections/a HTTP/3.0~Host: a~~",
                "400 | ~~GARBAGE~~",
            })
    void what_is_no_clear_request_is_answered_once_and_the_connection_ends(int status, String request)
            throws Exception {
        try (RawHttp http = open()) {
            http.send(request.replace("~", "\r\n") + PUBLISH.repeat(3));

            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.headers().firstValue("connection")).contains("close");
            assertThat(http.in().readAllBytes()).as("nothing behind it").isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE /topics/a, 405, POST",
        "PUT /connections/a, 405, 'GET, DELETE'",
        "OPTIONS /retainedMessage, 405, GET",
        "BREW /topics/a, 405, POST",
        "GET /, 404, ",
        "GET /topics, 404, ",
        "GET *, 400, ",
        "CONNECT a:443, 400, ",
        "GET /connections/a#b, 400, ",
        "GET /connections/a?x=%, 400, ",
    })
    void what_there_is_not_is_told_so_and_the_connection_goes_on(String start, int status, String allow)
            throws Exception {
        try (RawHttp http = open()) {
            http.send(start + " HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.headers().firstValue("allow").orElse(null)).isEqualTo(allow);
            http.send(PUBLISH);
            assertThat(http.answer().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void an_answer_to_head_has_no_body() throws Exception {
        try (RawHttp http = open()) {
            http.send("HEAD /connections/a HTTP/1.1\r\nHost: a\r\n\r\n" + PUBLISH);
            String both = new String(http.in().readNBytes(20), StandardCharsets.US_ASCII);
            assertThat(both).startsWith("HTTP/1.1 405 ");
            StringBuilder head = new StringBuilder(both);
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) http.in().read());
            }
            assertThat(http.answer().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 414, GET /", "70000, 431, GET /connections/a HTTP/1.1~Host: a~X: "})
    void a_head_is_as_long_as_it_may_be(int length, int status, String start) throws Exception {
        try (RawHttp http = open()) {
            http.send(start.replace("~", "\r\n") + "x".repeat(length));
            assertThat(http.answer().statusCode()).isEqualTo(status);
            http.awaitClosed();
        }
        await().untilAsserted(() -> assertThat(ground.broker()
                        .recentRefusals()
                        .find(ground.device("lamp").certificateId(), Reason.REQUEST_TOO_LARGE, 5))
                .isNotEmpty());
    }

    @Test
    void chunks_without_end_end_at_the_limit() throws Exception {
        try (RawHttp http = open()) {
            http.send("POST /topics/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
            for (int i = 0; i < 70; i++) {
                http.send(chunk);
            }
            assertThat(http.answer().statusCode()).isEqualTo(413);
            http.awaitClosed();
        }
    }

    @Test
    void a_topic_cannot_write_headers_into_an_answer() throws Exception {
        try (RawHttp http = open()) {
            http.send("GET /retainedMessage/a%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("x-evil")).isEmpty();
        }
    }

    // ---- slow

    @Test
    void who_sends_no_request_in_time_is_put_out_and_it_is_recorded() throws Exception {
        TestDevice slow = hasty.device(PATIENT);
        for (String start : List.of("", "POST /topics/a HTT")) {
            try (RawHttp http = RawHttp.open(hasty, slow)) {
                http.send(start);
                http.awaitClosed();
            }
        }
        await().untilAsserted(() -> assertThat(
                        hasty.broker().recentRefusals().find(slow.certificateId(), Reason.REQUEST_TIMEOUT, 5))
                .isNotEmpty());
    }

    @Test
    void who_stalls_within_a_body_is_told_408() throws Exception {
        try (RawHttp http = RawHttp.open(hasty, hasty.device(PATIENT))) {
            http.send("POST /topics/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nxxxx");
            HttpResponse<String> answer = http.answer();
            assertThat(answer.statusCode()).isEqualTo(408);
            http.awaitClosed();
        }
    }

    @Test
    void an_idle_connection_is_closed_and_nobody_is_blamed() throws Exception {
        TestDevice idle = hasty.device("http-idle");
        try (RawHttp http = RawHttp.open(hasty, idle)) {
            http.send(PUBLISH);
            assertThat(http.answer().statusCode()).isEqualTo(200);
            http.awaitClosed();
        }
        assertThat(hasty.broker().recentRefusals().find(idle.certificateId(), Reason.REQUEST_TIMEOUT, 5))
                .isEmpty();
    }
}
