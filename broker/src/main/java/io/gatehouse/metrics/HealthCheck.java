package io.gatehouse.metrics;

import java.util.Locale;

/** What must hold before traffic is sent here. The names are public: they stand in the answer of {@code /readyz}. */
public enum HealthCheck {
    STORE("the store is open and can be written"),
    CERTIFICATE("the server has a certificate that is valid now"),
    LISTENERS("every listener is bound"),
    DRAINING("the broker is not draining"),
    OVERLOAD("the broker is not shedding load");

    private final String meaning;

    HealthCheck(String meaning) {
        this.meaning = meaning;
    }

    /** Lower case, as it is printed. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What holds when the check passes. */
    public String meaning() {
        return meaning;
    }
}
