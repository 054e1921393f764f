package io.gatehouse.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** What the shipped {@code logback.xml} makes of an event. */
class LogLinesTest {
    private static final Path SHIPPED = Path.of("src/main/resources/logback.xml");
    private static final String FORGED = "lamp\r\n2026-01-01T00:00:00.000Z INFO  all is well\u001b[2J\u202e\u2028";

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_person_gets_text_and_a_program_gets_json() {
        assertThat(LogFormat.choose(null, true)).endsWith("TextLines");
        assertThat(LogFormat.choose(null, false)).endsWith("JsonLines");
        assertThat(LogFormat.choose("text", false)).endsWith("TextLines");
        assertThat(LogFormat.choose("json", true)).endsWith("JsonLines");
        assertThat(LogFormat.choose("xml", true)).endsWith("TextLines");
    }

    @Test
    void a_line_of_text_begins_with_the_time_in_utc_and_ends_with_the_keys() throws Exception {
        String line = new String(encoder("text").encode(event("a device came", "lamp", null)), StandardCharsets.UTF_8);

        assertThat(line).isEqualTo("2026-11-20T12:00:00.250Z INFO  Listener: a device came clientId=lamp port=8883\n");
    }

    @Test
    void a_value_cannot_run_into_the_next_key() throws Exception {
        byte[] line = encoder("text").encode(event("came", "lamp port=1 \"x\"", null));

        assertThat(new String(line, StandardCharsets.UTF_8)).endsWith("clientId=\"lamp port=1 \\\"x\\\"\" port=8883\n");
    }

    /** A backslash before the closing quote, and a space that is not the one of ASCII. */
    @Test
    void a_value_cannot_end_its_own_quotes_nor_look_like_the_next_key() throws Exception {
        assertThat(text("x\\\" port=1 ")).endsWith(" clientId=\"x\\\\\\\" port=1 \" port=8883\n");
        assertThat(text("x y\\")).endsWith(" clientId=\"x y\\\\\" port=8883\n");
        assertThat(text("x\u2003port=1")).endsWith(" clientId=\"x\u2003port=1\" port=8883\n");
    }

    private String text(String clientId) throws Exception {
        return new String(encoder("text").encode(event("came", clientId, null)), StandardCharsets.UTF_8);
    }

    @Test
    void a_line_of_json_has_its_keys_side_by_side() throws Exception {
        JsonNode line = json(event("a device came", "lamp \"7\" \\ 灯", null));

        assertThat(line.toString())
                .isEqualTo("{\"ts\":\"2026-11-20T12:00:00.250Z\",\"level\":\"INFO\","
                        + "\"logger\":\"io.gatehouse.Listener\",\"msg\":\"a device came\","
                        + "\"clientId\":\"lamp \\\"7\\\" \\\\ 灯\",\"port\":8883}");
    }

    @Test
    void a_peer_can_neither_forge_a_line_nor_steer_the_terminal() throws Exception {
        for (String format : new String[] {"text", "json"}) {
            byte[] bytes = encoder(format).encode(event(FORGED, FORGED, new IllegalStateException(FORGED)));
            String lines = new String(bytes, StandardCharsets.UTF_8);

            assertThat(lines).as(format).doesNotContain("\r", "\u001b", "\u202e", "\u2028");
            assertThat(lines.lines().skip(1)).as(format).allMatch(line -> line.startsWith("    "));
            assertThat(lines).as(format).contains("\\u000d\\u000a2026-01-01").contains("\\u001b[2J\\u202e\\u2028");
        }
    }

    @Test
    void a_defect_keeps_its_stack_trace() throws Exception {
        var defect = new IllegalStateException("broken", new IllegalArgumentException("deeper"));

        String text = new String(encoder("text").encode(event("defect", "lamp", defect)), StandardCharsets.UTF_8);
        assertThat(text).contains("    java.lang.IllegalStateException: broken", "    Caused by: ", "LogLinesTest");
        assertThat(json(event("defect", "lamp", defect)).get("trace").asText())
                .startsWith("java.lang.IllegalStateException: broken\n\tat ")
                .contains("Caused by: java.lang.IllegalArgumentException: deeper");
    }

    @Test
    void an_event_loop_never_waits_for_the_log() throws Exception {
        configure(Files.readString(SHIPPED));

        var queue = (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("queue");
        assertThat(queue.isNeverBlock()).isTrue();
        assertThat(queue.iteratorForAppenders().next().getName()).isEqualTo("stdout");
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.INFO);
    }

    private JsonNode json(LoggingEvent event) throws Exception {
        return new ObjectMapper().readTree(encoder("json").encode(event));
    }

    /** The shipped file with the format pinned. */
    private Encoder<ILoggingEvent> encoder(String format) throws Exception {
        String lines = LogFormat.choose(format, true);
        configure(Files.readString(SHIPPED)
                .replaceFirst("<define [^>]*/>", "<property name=\"lines\" value=\"" + lines + "\"/>"));
        var queue = (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("queue");
        Encoder<ILoggingEvent> encoder = ((ConsoleAppender<ILoggingEvent>) queue.getAppender("stdout")).getEncoder();
        assertThat(encoder).isInstanceOfAny(TextLines.class, JsonLines.class);
        return encoder;
    }

    private void configure(String xml) throws Exception {
        context.reset();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .as("Logback prints all it did when one of it is a warning")
                .filteredOn(status -> status.getLevel() >= Status.WARN)
                .isEmpty();
    }

    private LoggingEvent event(String message, String clientId, @Nullable Throwable defect) {
        var event = new LoggingEvent(
                "", context.getLogger("io.gatehouse.Listener"), Level.INFO, message, defect, new Object[0]);
        event.setInstant(Instant.parse("2026-11-20T12:00:00.250Z"));
        event.addKeyValuePair(new KeyValuePair("clientId", clientId));
        event.addKeyValuePair(new KeyValuePair("port", 8883));
        return event;
    }
}
