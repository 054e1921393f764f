package io.gatehouse.pki;

import io.gatehouse.config.IssuingSettings;
import java.time.Instant;

/**
 * How devices' certificates are issued.
 *
 * @param notAfter until when, and never past the issuer's own end
 * @param subject whose name is in a certificate that was asked for by a request
 * @param keysPerSecond key pairs made on average; 0 for no limit
 * @param keysAtOnce key pairs made at the same time, each for a tenth of a second up to a second of one processor
 * @param requestsPerSecond signing requests looked at on average; 0 for no limit
 */
public record IssuingRules(
        Instant notAfter, Subject subject, int keysPerSecond, int keysAtOnce, int requestsPerSecond) {
    /** Whose name is in a certificate. */
    public enum Subject {
        /**
         * The one of the request, as AWS IoT Core keeps it; {@link #FIXED} where that is empty. Whoever may have a
         * request certified chooses the name then: policies that go by {@code ${iot:Certificate.Subject.…}} are as good
         * as those who may ask.
         */
        OF_REQUEST,
        /** {@code CN=AWS IoT Certificate}, whatever was asked for: for requests of devices nobody knows yet. */
        FIXED
    }

    private static final int MAX_RATE = 100_000;

    public IssuingRules {
        check("keysPerSecond", keysPerSecond, 0, MAX_RATE);
        check("keysAtOnce", keysAtOnce, 1, 1024);
        check("requestsPerSecond", requestsPerSecond, 0, MAX_RATE);
    }

    /** As shipped. The rates at AWS are 10 and 15 a second for an account. */
    public static IssuingRules asAws(int processors) {
        return of(IssuingSettings.DEFAULTS, processors);
    }

    /**
     * AWS IoT Core's end and names, at the rates that are configured.
     *
     * @param processors of this machine
     */
    public static IssuingRules of(IssuingSettings settings, int processors) {
        return new IssuingRules(
                DevelopmentCa.DEVICE_NOT_AFTER,
                Subject.OF_REQUEST,
                settings.keysPerSecond(),
                settings.keysAtOnceOn(processors),
                settings.requestsPerSecond());
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
