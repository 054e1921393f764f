package io.gatehouse.provisioning.fleet;

import java.util.Map;

/** What came of asking a pre-provisioning hook. Only {@link Allowed} lets a device be provisioned. */
sealed interface HookVerdict {
    /** @param overrides parameters that the hook sets, whatever the device said of them */
    record Allowed(Map<String, String> overrides) implements HookVerdict {
        public Allowed {
            overrides = Map.copyOf(overrides);
        }
    }

    /** The hook has said no. */
    record Denied() implements HookVerdict {}

    /** It could not be asked, did not answer in time, or answered what cannot be understood. */
    record Failed(String problem) implements HookVerdict {}
}
