package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicKeyCostTest {
    @ParameterizedTest
    @CsvSource({
        "rsaOaep, 1024, 1536",
        "rsaOaep, 1048576, 1412864",
        "ecies, 1024, 1072",
        "ecies, 1048576, 1097728",
        "sessionKey, 1024, 1040",
        "sessionKey, 1048576, 1049600"
    })
    void the_formula_says_what_is_really_sent(String method, int bytes, long expected) throws GeneralSecurityException {
        byte[] data = data(bytes);

        assertThat(sealing(method).seal(data)).hasSize(Math.toIntExact(expected));
        assertThat(PublicKeyCost.sealedBytes(method, bytes)).isEqualTo(expected);
        assertThat(PublicKeyCost.sealedBytes(method + "Open", bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"rsaOaep, 1", "rsaOaep, 381", "ecies, 1023", "ecies, 1025", "sessionKey, 16384", "sessionKey, 16385"})
    void what_fills_no_whole_piece_comes_back_whole(String method, int bytes) throws GeneralSecurityException {
        Sealing sealing = sealing(method);
        byte[] data = data(bytes);

        byte[] sealed = sealing.seal(data);

        assertThat(sealed).hasSize(Math.toIntExact(PublicKeyCost.sealedBytes(method, bytes)));
        assertThat(sealing.open(sealed)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsaOaep", "ecies", "sessionKey"})
    void what_was_changed_on_the_way_is_not_opened(String method) throws GeneralSecurityException {
        Sealing sealing = sealing(method);
        byte[] sealed = sealing.seal(data(100));
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> sealing.open(sealed)).isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @CsvSource({"rot13, 1, 'method: rot13'", "ecies, -1, 'bytes: -1'"})
    void what_there_is_not_is_refused(String method, long bytes, String begin) {
        assertThatThrownBy(() -> PublicKeyCost.sealedBytes(method, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(begin)
                .hasMessageContaining("expected");
    }

    private static Sealing sealing(String method) throws GeneralSecurityException {
        return switch (method) {
            case "rsaOaep" -> new RsaOaepSealing();
            case "ecies" -> new EciesSealing();
            default -> new SessionKeySealing();
        };
    }

    private static byte[] data(int bytes) {
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return data;
    }
}
