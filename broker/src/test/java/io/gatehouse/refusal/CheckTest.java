package io.gatehouse.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.reason.Reason;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator is told to look into, for each reason. */
final class CheckTest {
    /** A reason that is not named has the word of its stage. */
    private static final String TABLE = """
            TLS                               tls
            CERTIFICATE                       certificate
            CONNECT_NOT_AUTHORIZED            connect policy
            CONNECT_TIMEOUT                   time-out
            CONNECT_RATE_EXCEEDED             limit
            CONNECTION_LIMIT                  limit
            HANDSHAKE_RATE_EXCEEDED           limit
            ADDRESS_RATE_EXCEEDED             limit
            ADDRESS_LIMIT                     limit
            NEWCOMER_TIMEOUT                  time-out
            NEWCOMER_BYTES_LIMIT              limit
            PROXY_HEADER_MISSING              protocol
            PROXY_HEADER_UNEXPECTED           protocol
            PROXY_HEADER_INVALID              protocol
            PROTOCOL_VERSION_UNSUPPORTED      protocol
            AUTHENTICATION_METHOD_UNSUPPORTED protocol
            ACCESS_KEY_UNKNOWN                signature
            CLIENT_ID_INVALID                 client id
            CLIENT_ID_OWNED                   client id
            WILL_NOT_AUTHORIZED               will policy
            WILL_INVALID                      will
            SESSION_LIMIT                     limit
            PUBLISH_NOT_AUTHORIZED            publish policy
            RETAIN_NOT_AUTHORIZED             retain policy
            TOPIC_RESERVED                    topic
            TOPIC_INVALID                     topic
            TOPIC_ALIAS_INVALID               protocol
            QOS_UNSUPPORTED                   protocol
            RETAINED_LIMIT                    limit
            RECEIVE_MAXIMUM_EXCEEDED          limit
            SUBSCRIBE_NOT_AUTHORIZED          subscribe policy
            FILTER_INVALID                    filter
            FILTER_LIMIT                      limit
            SUBSCRIPTION_LIMIT                limit
            SUBSCRIPTION_ID_UNSUPPORTED       protocol
            RECEIVE_NOT_AUTHORIZED            receive policy
            REQUEST_NOT_SIGNED                signature
            SIGNATURE_INVALID                 signature
            REQUEST_NOT_AUTHORIZED            request policy
            REQUEST_INVALID                   protocol
            REQUEST_TOO_LARGE                 limit
            REQUEST_RATE_EXCEEDED             limit
            REQUEST_TIMEOUT                   time-out
            DELIVERY                          limit
            CLIENT_DISCONNECT                 connection
            CONNECTION_LOST                   connection
            KEEP_ALIVE_TIMEOUT                time-out
            PACKET_TIMEOUT                    time-out
            SIGNED_TIME_OVER                  signature
            TAKEN_OVER                        client id
            MALFORMED_PACKET                  protocol
            PROTOCOL_ERROR                    protocol
            PACKET_TOO_LARGE                  limit
            USER_PROPERTY_LIMIT               limit
            WEBSOCKET_VIOLATION               protocol
            STORE_UNAVAILABLE                 store
            ADMINISTRATIVE_ACTION             operator
            SERVER_SHUTTING_DOWN              broker
            SERVER_DEFECT                     broker
            """;

    private static final Map<String, String> WORDS = words();

    private static Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        TABLE.lines().forEach(line -> {
            String[] columns = line.split(" +", 2);
            words.put(columns[0], columns[1]);
        });
        return words;
    }

    /** The word that must stand beside {@code reason} wherever it is shown. */
    static String wordOf(Reason reason) {
        String word = WORDS.getOrDefault(reason.name(), WORDS.get(reason.stage().name()));
        assertThat(word).as("the check of " + reason).isNotNull();
        return String.valueOf(word);
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_leads_to_what_is_to_be_looked_into(Reason reason) {
        assertThat(Check.of(reason).text()).isEqualTo(wordOf(reason));
    }
}
