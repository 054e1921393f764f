package io.gatehouse.trace;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Of what a trace is. Immutable. */
public sealed interface Subject {
    /** As it is asked for: {@code client lamp}. */
    String text();

    /**
     * Whether a connection is traced as a whole.
     *
     * @param clientId {@code null} while it is not known
     * @param certificateId lower-case hexadecimal, {@code null} where there is none
     * @param address of the peer, {@code null} where it is not known
     */
    boolean concerns(@Nullable String clientId, @Nullable String certificateId, @Nullable String address);

    record ClientId(String id) implements Subject {
        @Override
        public String text() {
            return "client " + id;
        }

        @Override
        public boolean concerns(@Nullable String clientId, @Nullable String certificateId, @Nullable String address) {
            return id.equals(clientId);
        }
    }

    /** @param beginning of the certificate id, or all of it */
    record Certificate(String beginning) implements Subject {
        @Override
        public String text() {
            return "cert " + beginning;
        }

        @Override
        public boolean concerns(@Nullable String clientId, @Nullable String certificateId, @Nullable String address) {
            return certificateId != null && certificateId.startsWith(beginning);
        }
    }

    /** @param address in the form that the JDK gives it */
    record Address(String address) implements Subject {
        @Override
        public String text() {
            return "ip " + address;
        }

        @Override
        public boolean concerns(@Nullable String clientId, @Nullable String certificateId, @Nullable String from) {
            return address.equals(from);
        }
    }

    /** Concerns no connection as a whole, and of every one the messages that match. */
    record Topics(TopicFilter filter) implements Subject {
        @Override
        public String text() {
            return "topic " + filter;
        }

        @Override
        public boolean concerns(@Nullable String clientId, @Nullable String certificateId, @Nullable String address) {
            return false;
        }

        public boolean matches(Topic topic) {
            return filter.matches(topic);
        }
    }

    /**
     * Reads what an operator typed.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    static Subject of(String kind, String value) {
        return switch (kind) {
            case "client" -> {
                if (value.isEmpty()) {
                    throw new IllegalArgumentException("client: \"\" (expected: a client id)");
                }
                yield new ClientId(value);
            }
            case "cert" -> {
                if (!value.matches("[0-9a-fA-F]{8,64}")) {
                    throw new IllegalArgumentException(
                            "cert: " + value + " (expected: 8 to 64 hexadecimal digits of a certificate id)");
                }
                yield new Certificate(value.toLowerCase(Locale.ROOT));
            }
            case "ip" -> new Address(address(value));
            case "topic" -> {
                String problem = TopicFilter.problem(value);
                if (problem == null && TopicFilter.of(value).isShared()) {
                    problem = "filter: " + value + " (expected: one without $share)";
                }
                if (problem != null) {
                    throw new IllegalArgumentException(problem);
                }
                yield new Topics(TopicFilter.of(value));
            }
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: client, cert, ip or topic)");
        };
    }

    private static String address(String value) {
        try {
            return InetAddress.ofLiteral(value).getHostAddress();
        } catch (IllegalArgumentException notOne) {
            throw new IllegalArgumentException("ip: " + value + " (expected: an address, as 10.0.0.7)", notOne);
        }
    }
}
