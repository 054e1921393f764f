package io.gatehouse.operator;

import static io.gatehouse.operator.OperatorsTest.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.operator.Identification.Identified;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.sigv4.AuthenticationError;
import io.gatehouse.sigv4.Header;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** From a request as it came to the operator who sent it. */
final class OperatorGateTest {
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path data;

    private Instant now = Instant.now();
    private Operators operators;
    private OperatorGate gate;
    private NewAccessKey ada;

    @BeforeEach
    void open() throws Exception {
        operators = Operators.open(new MemoryKeyValue(), data, () -> now);
        gate = new OperatorGate(operators, () -> now);
        ada = done(operators.create("ada", Role.OPERATOR));
    }

    private SdkHttpRequest signed(NewAccessKey key) {
        AwsV4HttpSigner signer = AwsV4HttpSigner.create();
        return signer.sign(wish -> wish.identity(AwsCredentialsIdentity.create(key.id(), key.secret()))
                        .request(SdkHttpFullRequest.builder()
                                .method(SdkHttpMethod.DELETE)
                                .uri(URI.create("https://broker.example.com/things/lamp?expectedVersion=1"))
                                .build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "iot")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                .request();
    }

    private Identification identify(@Nullable SdkHttpRequest request, @Nullable X509Certificate certificate) {
        List<Header> headers = new ArrayList<>();
        if (request != null) {
            request.forEachHeader((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        }
        return gate.identify(
                "DELETE",
                "/things/lamp",
                "expectedVersion=1",
                headers,
                NOTHING,
                certificate,
                InetAddress.getLoopbackAddress());
    }

    private void refused(Identification identification, AuthenticationError error) {
        assertThat(identification)
                .isInstanceOfSatisfying(
                        Identification.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }

    private X509Certificate certificate() throws Exception {
        return DevelopmentCa.openOrCreate(data).issueDevice("operator").leaf();
    }

    @Test
    void a_signature_says_who_it_is_and_in_which_role() {
        assertThat(identify(signed(ada), null))
                .isEqualTo(new Identified("ada", Role.OPERATOR, ada.id(), "iot", "us-east-1"));
        assertThat(operators.lastUse(ada.id())).isEqualTo(new KeyUse(now, "127.0.0.1", "iot"));
    }

    @Test
    void with_another_secret_nobody_is_recognised() {
        NewAccessKey guessed = new NewAccessKey("ada", ada.id(), "0".repeat(40));

        refused(identify(signed(guessed), null), AuthenticationError.INVALID_SIGNATURE);
        assertThat(operators.lastUse(ada.id())).isNull();
    }

    @Test
    void who_is_unknown_disabled_or_deleted_gets_one_answer() {
        NewAccessKey nobody = new NewAccessKey("eve", "GHAK" + "A".repeat(16), ada.secret());
        Identification unknown = identify(signed(nobody), null);
        refused(unknown, AuthenticationError.UNRECOGNIZED_CLIENT);

        done(operators.setDisabled("ada", true));
        assertThat(identify(signed(ada), null)).isEqualTo(unknown);
        done(operators.delete("ada"));
        assertThat(identify(signed(ada), null)).isEqualTo(unknown);
    }

    @Test
    void nothing_at_all_is_a_missing_token() {
        refused(identify(null, null), AuthenticationError.MISSING_AUTHENTICATION_TOKEN);
    }

    @Test
    void a_client_certificate_says_who_it_is_where_it_is_known_and_valid() throws Exception {
        X509Certificate certificate = certificate();
        refused(identify(null, certificate), AuthenticationError.UNRECOGNIZED_CLIENT);

        String sha256 = OperatorGate.sha256(certificate);
        done(operators.addCertificate("ada", sha256));
        assertThat(identify(null, certificate)).isEqualTo(new Identified("ada", Role.OPERATOR, sha256, null, null));

        now = certificate.getNotAfter().toInstant().plus(Duration.ofSeconds(1));
        refused(identify(null, certificate), AuthenticationError.UNRECOGNIZED_CLIENT);
    }

    @Test
    void a_wrong_signature_is_refused_whatever_the_certificate_says() throws Exception {
        X509Certificate certificate = certificate();
        done(operators.addCertificate("ada", OperatorGate.sha256(certificate)));
        NewAccessKey guessed = new NewAccessKey("ada", ada.id(), "0".repeat(40));

        refused(identify(signed(guessed), certificate), AuthenticationError.INVALID_SIGNATURE);
    }
}
