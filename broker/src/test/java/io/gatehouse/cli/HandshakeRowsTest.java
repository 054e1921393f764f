package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.control.HandshakeView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A handshake as an operator reads it. */
final class HandshakeRowsTest {
    private static final HandshakeView.Offer OFFER = new HandshakeView.Offer(
            List.of("TLSv1.3"),
            List.of("TLS_AES_128_GCM_SHA256"),
            List.of("x25519", "secp256r1"),
            List.of("x25519"),
            List.of("ecdsa_secp256r1_sha256"),
            List.of(),
            true);

    private static HandshakeView view(
            String reached, @Nullable String signature, boolean retried, HandshakeView.@Nullable Offer offer) {
        return new HandshakeView(
                reached,
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "x25519",
                signature,
                signature,
                false,
                retried,
                "broker.example",
                null,
                offer,
                retried ? 2 : 1,
                700,
                1400,
                12.345,
                List.of(
                        new HandshakeView.Phase("client hello", 700, 0, 0.4),
                        new HandshakeView.Phase("server hello", 0, 1400, 11.0),
                        new HandshakeView.Phase("end", 0, 0, 0.945)),
                List.of(new HandshakeView.Sent("ab12", "CN=\u001b[2Jlamp", null, 561)));
    }

    private static String text(@Nullable HandshakeView view) {
        Table table = new Table("FIELD", "VALUE");
        HandshakeRows.add(table, view);
        return table.text(false);
    }

    @Test
    void a_completed_one_is_told_with_what_it_cost() {
        assertThat(text(view("completed", "ecdsa_secp256r1_sha256", false, OFFER)))
                .containsPattern("signature +client ecdsa_secp256r1_sha256, server ecdsa_secp256r1_sha256\n")
                .containsPattern("handshake +completed, 1 round trip, 700 bytes in, 1400 bytes out, 12\\.3 ms\n")
                .containsPattern("phase +client hello: 700 bytes in, 0\\.4 ms\n")
                .containsPattern("phase +server hello: 1400 bytes out, 11\\.0 ms\n")
                .containsPattern("phase +end: 0\\.9 ms\n")
                .containsPattern("offered groups +x25519, secp256r1\n")
                .containsPattern("offered session +yes, and it was not resumed\n")
                .doesNotContain("offered ALPN");
    }

    @Test
    void one_that_failed_is_told_as_far_as_it_went() {
        assertThat(text(view("client_answer", null, true, null)))
                .containsPattern("handshake +client answer, 2 round trips \\(one to agree on a group\\), 700 bytes in")
                .doesNotContain("signature", "offered");
    }

    @Test
    void a_subject_cannot_move_the_operators_cursor() {
        assertThat(text(view("completed", null, false, OFFER)))
                .contains("ab12 CN=\\u001b[2Jlamp, 561 bytes")
                .doesNotContain("\u001b");
    }

    @Test
    void of_a_connection_that_nobody_watched_nothing_is_told() {
        assertThat(text(null)).isEqualTo("FIELD  VALUE\n");
    }
}
