package io.gatehouse.control;

import java.util.List;

/** Reading files again while the broker runs. */
public final class ReloadApi {
    public static final Operation<BrokerApi.Nothing, Outcomes> RELOAD =
            new Operation<>("broker/reload", BrokerApi.Nothing.class, Outcomes.class);

    private ReloadApi() {}

    /** One for each thing that can be read again, in the order in which that was done. */
    public record Outcomes(List<Part> parts) {
        public Outcomes {
            parts = List.copyOf(parts);
        }

        /** Whether anything could not be used. */
        public boolean failed() {
            return parts.stream().anyMatch(part -> part.outcome().equals("failed"));
        }
    }

    /**
     * @param name such as "server certificates"
     * @param outcome {@code changed}, {@code unchanged} or {@code failed}; after a failure the old state stays
     * @param details what changed, or why it failed
     * @param needRestart what was read and cannot be applied by a running broker
     */
    public record Part(String name, String outcome, List<String> details, List<String> needRestart) {
        public Part {
            details = List.copyOf(details);
            needRestart = List.copyOf(needRestart);
        }
    }
}
