package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Certificates that the broker's issuing authority signs. Any thread. */
public final class IssuingMetrics {
    private final Map<By, Counter> issued = new EnumMap<>(By.class);

    /** What asked for a certificate. */
    public enum By {
        /** {@code CreateKeysAndCertificate} and {@code CreateCertificateFromCsr} at the control plane. */
        API("api"),
        /** {@code RegisterThing} at the control plane, with a signing request. */
        REGISTER_THING("register-thing"),
        /** A line of bulk registration. */
        BULK("bulk"),
        /** {@code CreateProvisioningClaim}: a claim, for minutes. */
        CLAIM("claim"),
        /** A device, over MQTT. */
        FLEET("fleet");

        private final String tag;

        By(String tag) {
            this.tag = tag;
        }
    }

    IssuingMetrics(MeterRegistry registry) {
        for (By by : By.values()) { // there from the start, so that the first one is a rise
            issued.put(
                    by,
                    Counter.builder("gatehouse.certificates.issued")
                            .description("Certificates that the issuing authority signed, by what asked for them")
                            .tag("by", by.tag)
                            .register(registry));
        }
    }

    /** One was signed. */
    public void issued(By by) {
        Counter counter = issued.get(by);
        if (counter != null) {
            counter.increment();
        }
    }
}
