package io.gatehouse.operator;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.operator.OperatorResult.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from a broker without operators to the first administrator: a token in a file of the data folder, good once
 * and for an hour. There is no other way in, and no credential that is known before the start.
 *
 * <p>Each start without an operator makes another token and forgets the one before. Its hash is in the store; the token
 * itself only in the file. Any thread that may wait for the disk.
 */
public final class Bootstrap {
    /** Its name in the data folder. */
    public static final String FILE = "bootstrap.token";

    private static final Log log = Log.of(Bootstrap.class);

    static final Duration LIFETIME = Duration.ofHours(1);
    private static final int TOKEN_BYTES = 32;

    private final Operators operators;
    private final KeyValue store;
    private final Path data;
    private final InstantSource time;

    public Bootstrap(Operators operators, KeyValue store, Path data, InstantSource time) {
        this.operators = operators;
        this.store = store;
        this.data = data;
        this.time = time;
    }

    /**
     * Makes a token where there is no operator; takes a left one away where there is.
     *
     * @return the file it is in, or {@code null} where none is needed
     */
    public @Nullable Path offer() throws IOException, StoreException {
        Path file = data.resolve(FILE);
        Files.deleteIfExists(file);
        if (!operators.isEmpty()) {
            commit(new Change.Delete(StoredOperator.BOOTSTRAP));
            return null;
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Instant expires = time.instant().plus(LIFETIME);
        commit(new Change.Put(
                StoredOperator.BOOTSTRAP, StoredOperator.form(new BootstrapToken(hex(digest(token)), expires))));
        SecretFile.write(file, token + "\n");
        log.at(Event.BOOTSTRAP_OFFERED)
                .addKeyValue("file", file)
                .addKeyValue("expires", expires)
                .log("there is no operator yet; a token that makes the first administrator is in the file");
        return file;
    }

    /**
     * Makes the first administrator. Of several that come at once with the right token one succeeds.
     *
     * @param token as it is in the file
     * @param name of the administrator
     */
    public OperatorResult<NewAccessKey> redeem(String token, String name) {
        Entry entry = store.get(StoredOperator.BOOTSTRAP);
        // Compared in every case, so that the time does not tell whether there is a token.
        boolean matches = MessageDigest.isEqual(digest(token), entry == null ? new byte[32] : hash(entry));
        if (entry == null || !matches || isOver(entry) || !operators.isEmpty()) {
            return OperatorResult.refused(
                    Problem.NOT_AUTHORISED,
                    "the token is wrong, used or too old, or there is an operator already",
                    "restart a broker without operators for a new token, or have an administrator make the operator");
        }
        OperatorResult<NewAccessKey> made = operators.create(
                name, Role.ADMIN, List.of(new Change.DeleteExpected(StoredOperator.BOOTSTRAP, entry.revision())));
        if (made instanceof OperatorResult.Done) {
            try {
                Files.deleteIfExists(data.resolve(FILE));
            } catch (IOException stays) {
                return made; // it opens nothing any more
            }
        }
        return made;
    }

    private boolean isOver(Entry entry) {
        try {
            return !time.instant().isBefore(StoredOperator.token(entry).expiresAt());
        } catch (StoreException unreadable) {
            return true;
        }
    }

    private static byte[] hash(Entry entry) {
        try {
            return HexFormat.of().parseHex(StoredOperator.token(entry).sha256());
        } catch (StoreException | IllegalArgumentException unreadable) {
            return new byte[32];
        }
    }

    private void commit(Change change) throws StoreException {
        if (!(store.commit(List.of(change)).join() instanceof CommitResult.Stored)) {
            throw new StoreException("bootstrap token: the store did not take it; check the disk of the data folder");
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
