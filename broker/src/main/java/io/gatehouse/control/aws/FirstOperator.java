package io.gatehouse.control.aws;

/**
 * Makes the first operator of a broker that has none, for whoever shows the token it was given. Called on a virtual
 * thread, by many at once; may block. Whatever it makes is in the audit trail before it answers.
 */
@FunctionalInterface
public interface FirstOperator {
    /** @param from where the caller is, as the audit trail writes it */
    Answer make(String token, String name, String from);

    /** What came of it. */
    sealed interface Answer {
        /** The one moment when the secret is shown. */
        record Made(String operator, String accessKeyId, String secretAccessKey) implements Answer {
            /** Without the secret. */
            @Override
            public String toString() {
                return "Made[" + operator + ", " + accessKeyId + "]";
            }
        }

        /** @param message shown to the caller: says what to do, and nothing that helps to guess */
        record Refused(AwsError error, String message) implements Answer {}
    }
}
