package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.history.ClientEvent;
import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.reason.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code gatehouse conn history}, as an operator sees it. */
class ConnHistoryTest extends AdminGround {
    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

    @Test
    void events_are_printed_in_the_order_of_time() {
        add(0, 0, Kind.CONNECTED, null, "mqtt5");
        add(2_000, 9_500, Kind.REFUSED, Reason.PUBLISH_NOT_AUTHORIZED, "topic/door/open");

        CommandRun run = CommandRun.in(folder, "conn", "history", "lamp");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "TIME UNTIL EVENT REASON PEER CERTIFICATE DETAIL",
                        "2026-11-20T12:00:00Z - CONNECTED - 10.0.0.1:1 abababababab mqtt5",
                        "2026-11-20T12:00:02Z 2026-11-20T12:00:09Z REFUSED PUBLISH_NOT_AUTHORIZED 10.0.0.1:1"
                                + " abababababab topic/door/open");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void in_json_nothing_is_cut() throws Exception {
        add(0, 0, Kind.DISCONNECTED, Reason.KEEP_ALIVE_TIMEOUT, null);

        JsonNode listing = new ObjectMapper()
                .readTree(CommandRun.in(folder, "conn", "history", "lamp", "-o", "json")
                        .out());

        JsonNode event = listing.get("events").get(0);
        assertThat(listing.get("clientId").asText()).isEqualTo("lamp");
        assertThat(event.get("at").asText()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(event.get("event").asText()).isEqualTo("DISCONNECTED");
        assertThat(event.get("reason").asText()).isEqualTo("KEEP_ALIVE_TIMEOUT");
        assertThat(event.get("certificateId").asText()).isEqualTo("ab".repeat(32));
        assertThat(event.get("sessionId").asText()).isEqualTo("session");
        assertThat(event.has("until")).isFalse();
    }

    @Test
    void a_limit_shows_the_latest_and_says_that_there_are_more() {
        for (int at = 0; at < 5; at++) {
            add(at * 1000L, at * 1000L, Kind.SUBSCRIBED, null, "filter/" + at);
        }

        CommandRun run = CommandRun.in(folder, "conn", "history", "lamp", "--limit", "2");

        assertThat(run.out()).contains("filter/3", "filter/4").doesNotContain("filter/2");
        assertThat(run.err()).contains("there are earlier ones");
    }

    @Test
    void a_limit_that_cannot_be_is_wrong_usage() {
        CommandRun run = CommandRun.in(folder, "conn", "history", "lamp", "--limit", "0");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--limit: 0 (expected: 1 to 500)");
    }

    @Test
    void a_client_that_was_never_here_is_not_found() {
        CommandRun run = CommandRun.in(folder, "conn", "history", "nobody");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("no history to show [NOT_FOUND]", "clientId: nobody", "conn ls");
    }

    @Test
    void a_name_whose_companions_came_leads_to_them() {
        ClientEvent event = new ClientEvent(Kind.CONNECTED, NOON, NOON, null, null, null, null, null);
        admin.history().add("lamp.pub-5e0c", event);
        admin.history().add("lamp.sub-77f1", event);
        admin.history().add("lampshade", event);

        CommandRun run = CommandRun.in(folder, "conn", "history", "lamp");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("no history to show [NOT_FOUND]", "lamp.pub-5e0c", "conn history lamp.sub-77f1")
                .doesNotContain("lampshade");
    }

    @Test
    void what_a_device_says_cannot_steer_the_terminal() {
        add(0, 0, Kind.SUBSCRIBED, null, "\u001b[2Jcleared");

        assertThat(CommandRun.in(folder, "conn", "history", "lamp").out())
                .contains("\\u001b[2Jcleared")
                .doesNotContain("\u001b");
    }

    private void add(long at, long until, Kind kind, @Nullable Reason reason, @Nullable String detail) {
        admin.history()
                .add(
                        "lamp",
                        new ClientEvent(
                                kind,
                                NOON + at,
                                NOON + until,
                                reason,
                                "ab".repeat(32),
                                "10.0.0.1:1",
                                "session",
                                detail));
    }
}
