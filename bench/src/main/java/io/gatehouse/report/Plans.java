package io.gatehouse.report;

import io.gatehouse.report.Plan.Effort;
import java.util.List;
import java.util.Map;

/** Parts of plans that both profiles have. */
final class Plans {
    /** What is done by one key pair or by fresh ones. */
    static final String[] PUBLIC_KEY = {"rsaOaep", "rsaOaepOpen", "ecies", "eciesOpen"};

    static final String[] SESSION_KEY = {"sessionKey", "sessionKeyOpen"};

    private Plans() {}

    /** The usual handshake, with whatever is said otherwise. */
    static Plan handshake(String id, Effort effort) {
        Plan plan = Plan.of(id, HandshakeCase.SUITE, effort, HandshakeCase.METHOD);
        for (Map.Entry<String, String> usual : HandshakeCase.USUAL.parameters().entrySet()) {
            plan = plan.with(usual.getKey(), usual.getValue());
        }
        return plan;
    }

    /** Under the usual suite, each message in a flush of its own. */
    static Plan records(String id, Effort effort, String engine, String... methods) {
        return Plan.of(id, "RecordLayerBenchmark", effort, methods)
                .with("engine", engine)
                .with("version", "TLSv1.3")
                .with("suite", "aes-128-gcm")
                .with("messages", 1);
    }

    /**
     * The record layer by the system's OpenSSL.
     *
     * @param jvmFlags with which a JVM has it
     */
    static Plan openssl(Profile profile, List<String> jvmFlags) {
        Plan like = profile.plans().stream()
                .filter(plan -> plan.id().equals("records-sizes"))
                .findFirst()
                .orElseThrow();
        return records("records-openssl", like.effort(), "openssl", "seal", "open")
                .with("payloadBytes", 64, 1024, 16_384)
                .withJvmFlags(jvmFlags);
    }
}
