package io.gatehouse.control.aws;

/**
 * Knows who asks. Called once for every request, before anything of it is looked at but whether its path can be read;
 * on a virtual thread, by many at once; may block.
 */
@FunctionalInterface
public interface Callers {
    Identification identify(RawRequest request);

    /** What came of it. */
    sealed interface Identification {
        record Known(Caller caller) implements Identification {}

        /**
         * Nobody known, or not proved.
         *
         * @param error such as {@link AwsError#INVALID_SIGNATURE}
         * @param message shown to the caller: says what to do, and nothing that helps to guess
         */
        record Refused(AwsError error, String message) implements Identification {}
    }
}
