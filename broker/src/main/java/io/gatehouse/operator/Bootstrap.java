package io.gatehouse.operator;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.operator.OperatorResult.Problem;
import io.gatehouse.sigv4.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The way from a broker without operators to its first administrator for somebody on another machine: a token that the
 * broker was configured with, good once. Whoever has the data folder needs none.
 *
 * <p>That it was used is kept, so that it opens nothing again when the last operator is deleted. Any thread that may
 * wait for the disk.
 */
public final class Bootstrap {
    private static final String REFUSED = "the token is wrong or used, or there is an operator already";

    private final Operators operators;
    private final KeyValue store;
    private final String digest;
    private final boolean configured;

    /** @param token empty where there is none: nobody gets in by it */
    public Bootstrap(Operators operators, KeyValue store, String token) {
        this.operators = operators;
        this.store = store;
        this.digest = digest(token);
        this.configured = !token.isEmpty();
    }

    /** Whether there is a token at all. */
    public boolean isConfigured() {
        return configured;
    }

    /** Whether whoever has the token could make the first operator now. */
    public boolean isOpen() {
        return configured && operators.list().isEmpty() && !isUsed();
    }

    /** Whether {@code presented} makes the first operator now. In a time that does not depend on the token. */
    public boolean opensFor(String presented) {
        return MessageDigest.isEqual(bytes(digest(presented)), bytes(digest)) && isOpen();
    }

    /**
     * Makes the first administrator. Of several that come at once with the right token one succeeds.
     *
     * @param name of the administrator
     */
    public OperatorResult<NewAccessKey> redeem(String presented, String name) {
        return opensFor(presented)
                ? operators.createFirst(name, new Change.Put(StoredOperator.TOKEN_USED, StoredOperator.form(digest)))
                : OperatorResult.refused(
                        Problem.NOT_AUTHORISED,
                        REFUSED,
                        "make the operator beside the broker, or ask an administrator");
    }

    private boolean isUsed() {
        Entry entry = store.get(StoredOperator.TOKEN_USED);
        try {
            return entry != null && StoredOperator.tokenUsed(entry).equals(digest);
        } catch (StoreException unreadable) {
            return true; // it may be this one
        }
    }

    private static String digest(String token) {
        return Hashes.sha256Hex(bytes(token));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
