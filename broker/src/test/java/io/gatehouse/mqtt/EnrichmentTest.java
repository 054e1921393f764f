package io.gatehouse.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is appended to the properties of a message, byte by byte. */
final class EnrichmentTest {
    @Test
    void a_message_that_gets_nothing_stays_the_object_it_is() {
        PublishProperties sent = new PublishProperties(7, new byte[] {1, 0});

        assertThat(Enrichment.of(List.of())).isSameAs(Enrichment.NONE);
        assertThat(Enrichment.NONE.appendedTo(sent)).isSameAs(sent);
    }

    @Test
    void properties_stand_behind_those_of_the_sender_in_their_order() {
        byte[] own = {1, 1}; // payload format indicator
        Enrichment enrichment = Enrichment.of(List.of(new UserProperty("a", "\u00fc"), new UserProperty("a", "")));

        PublishProperties all = enrichment.appendedTo(new PublishProperties(60, own));

        assertThat(all.messageExpirySeconds()).isEqualTo(60);
        assertThat(all.forwarded())
                .isEqualTo("\1\1\46\0\1a\0\2\u00c3\u00bc\46\0\1a\0\0".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(own).containsExactly(1, 1);
        assertThat(enrichment.appendedTo(PublishProperties.NONE).isEmpty()).isFalse();
    }

    @Test
    void a_text_that_has_no_length_is_refused() {
        List<UserProperty> endless = List.of(new UserProperty("a", "x".repeat(65_536)));

        assertThatThrownBy(() -> Enrichment.of(endless)).hasMessageContaining("65536 bytes");
    }
}
