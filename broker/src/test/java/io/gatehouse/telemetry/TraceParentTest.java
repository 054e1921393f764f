package io.gatehouse.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.UserProperty;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

    /** Property bytes as they stand in a PUBLISH. */
    private static final class Properties {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Properties user(String name, String value) throws IOException {
            out.writeByte(0x26);
            out.writeUTF(name);
            out.writeUTF(value);
            return this;
        }

        Properties text(int identifier, String value) throws IOException {
            out.writeByte(identifier);
            out.writeUTF(value);
            return this;
        }

        Properties payloadIsText() throws IOException {
            out.writeByte(0x01);
            out.writeByte(1);
            return this;
        }

        PublishProperties done() {
            return new PublishProperties(PublishProperties.NO_EXPIRY, bytes.toByteArray());
        }
    }

    @Test
    void a_sampled_parent_is_read() {
        assertThat(TraceParent.parse(SAMPLED)).isEqualTo(new TraceParent(TRACE, SPAN, true));
    }

    @Test
    void only_the_last_bit_of_the_flags_says_that_it_is_sampled() {
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-fe"))
                .isEqualTo(new TraceParent(TRACE, SPAN, false));
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-03")).isEqualTo(new TraceParent(TRACE, SPAN, true));
    }

    @Test
    void a_later_version_may_go_on_behind_what_is_known() {
        assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-01")).isNotNull();
        assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-01-more")).isNotNull();
        assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-01more")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319-b7ad6b71692033311-01",
                "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-٠af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void what_is_not_well_formed_is_as_if_it_were_not_there(String text) {
        assertThat(TraceParent.parse(text)).isNull();
    }

    @Test
    void it_is_found_among_the_other_properties_of_a_message() throws IOException {
        PublishProperties properties = new Properties()
                .payloadIsText()
                .text(0x03, "text/plain")
                .text(0x08, "answers/here")
                .user("tracestate", "vendor=1")
                .text(0x09, "correlated")
                .user("traceparent", SAMPLED)
                .user("", "")
                .done();

        assertThat(TraceParent.of(properties)).isEqualTo(new TraceParent(TRACE, SPAN, true));
    }

    @Test
    void a_message_without_one_has_none() throws IOException {
        assertThat(TraceParent.of(PublishProperties.NONE)).isNull();
        assertThat(TraceParent.of(new Properties()
                        .user("Traceparent", SAMPLED)
                        .user("x", "traceparent")
                        .text(0x03, "traceparent")
                        .done()))
                .isNull();
    }

    @Test
    void two_of_them_are_none() throws IOException {
        assertThat(TraceParent.of(new Properties()
                        .user("traceparent", SAMPLED)
                        .user("traceparent", SAMPLED)
                        .done()))
                .isNull();
        assertThat(TraceParent.of(
                        List.of(new UserProperty("traceparent", SAMPLED), new UserProperty("traceparent", "x"))))
                .isNull();
    }

    @Test
    void a_connect_has_one_too() {
        assertThat(TraceParent.of(List.of(new UserProperty("a", "b"), new UserProperty("traceparent", SAMPLED))))
                .isEqualTo(new TraceParent(TRACE, SPAN, true));
        assertThat(TraceParent.of(List.of())).isNull();
    }
}
