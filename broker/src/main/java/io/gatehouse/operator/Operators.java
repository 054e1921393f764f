package io.gatehouse.operator;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.operator.OperatorResult.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operators, at most {@link #MOST}. Reads any thread, from memory; writes one at a time, on threads that may wait
 * for the store. A write changes memory after the store has it: nobody comes in on the strength of what a crash takes
 * back.
 */
public final class Operators {
    static final int MOST = 1000;

    private static final Log log = Log.of(Operators.class);
    private static final int MOST_TOLD = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final KeyValue store;
    private final Path data;
    private final InstantSource time;
    private final SecureRandom random;
    private final ReentrantLock writing = new ReentrantLock();
    private final KeyUses uses;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private volatile OperatorIndex index;
    private volatile long epoch; // written within the lock
    private volatile @Nullable SecretBox box;
    private @Nullable Runnable awaitsFirst; // guarded by writing

    private Operators(
            KeyValue store,
            Path data,
            InstantSource time,
            SecureRandom random,
            OperatorIndex index,
            KeyUses uses,
            @Nullable SecretBox box) {
        this.store = store;
        this.data = data;
        this.time = time;
        this.random = random;
        this.index = index;
        this.uses = uses;
        this.box = box;
    }

    /**
     * Reads them all.
     *
     * @param data the folder with the key that seals secrets; the key is made with the first secret
     * @throws StoreException a record that cannot be read
     * @throws IOException the key cannot be read
     */
    public static Operators open(KeyValue store, Path data, InstantSource time) throws StoreException, IOException {
        List<Operator> operators = new ArrayList<>();
        try {
            for (Entry entry : entries(store, StoredOperator.TABLE)) {
                operators.add(StoredOperator.read(entry));
            }
            KeyUses uses = KeyUses.open(store, entries(store, StoredOperator.USES));
            SecureRandom random = new SecureRandom();
            SecretBox box = SecretBox.read(data, random);
            Operators opened = new Operators(store, data, time, random, new OperatorIndex(operators), uses, box);
            opened.tellUnusable();
            return opened;
        } catch (UncheckedIOException failed) {
            throw new StoreException("operators: " + failed.getMessage() + "; check the disk", failed);
        }
    }

    private void tellUnusable() {
        List<String> unusable = unusableKeys();
        if (!unusable.isEmpty()) {
            log.at(Event.OPERATOR_KEYS_UNUSABLE)
                    .addKeyValue("keys", unusable.stream().limit(MOST_TOLD).toList())
                    .addKeyValue("total", unusable.size())
                    .log("access keys of operators were sealed with another key file, and open nothing");
        }
    }

    private static List<Entry> entries(KeyValue store, Key table) {
        List<Entry> entries = new ArrayList<>();
        store.scan(table, entries::add);
        return entries;
    }

    /** All of them, by name. */
    public List<Operator> list() {
        return List.copyOf(index.byName().values());
    }

    public @Nullable Operator find(String name) {
        return index.byName().get(name);
    }

    /**
     * Runs {@code step} once there is an operator: now, or on the thread that makes the first, before its maker hears
     * of it. One step at most waits.
     */
    public void whenThereIsOne(Runnable step) {
        writing.lock();
        try {
            if (list().isEmpty()) {
                awaitsFirst = step;
                return;
            }
        } finally {
            writing.unlock();
        }
        step.run();
    }

    private void firstIsThere() {
        Runnable step;
        writing.lock();
        try {
            step = awaitsFirst;
            awaitsFirst = null;
        } finally {
            writing.unlock();
        }
        if (step != null) {
            step.run();
        }
    }

    /** When and from where a key was last used; {@code null} where it never was. */
    public @Nullable KeyUse lastUse(String keyId) {
        return uses.of(keyId);
    }

    /** When any key of anybody was last used; {@code null} where none was. */
    public @Nullable Instant lastUse() {
        return uses.latest();
    }

    /**
     * The access keys whose secrets cannot be opened: the key file is another than the one that sealed them, as after a
     * restore onto another machine. They open nothing until their operators get new ones.
     */
    List<String> unusableKeys() {
        return index.byKey().values().stream()
                .filter(held -> !isUsable(held))
                .map(held -> held.key().id())
                .sorted()
                .toList();
    }

    private boolean isUsable(OperatorIndex.Held held) {
        byte[] secret = secret(held);
        if (secret == null) {
            return false;
        }
        Arrays.fill(secret, (byte) 0);
        return true;
    }

    /** An operator with a first access key. */
    public OperatorResult<NewAccessKey> create(String name, Role role) {
        OperatorResult<NewAccessKey> result = write(() -> add(name, role, List.of()));
        if (result instanceof OperatorResult.Done) {
            firstIsThere();
        }
        return result;
    }

    /**
     * An administrator, where there is no operator yet.
     *
     * @param besides what is written in the same step
     */
    OperatorResult<NewAccessKey> createFirst(String name, Change besides) {
        OperatorResult<NewAccessKey> result = write(() -> list().isEmpty()
                ? add(name, Role.ADMIN, List.of(besides))
                : OperatorResult.refused(
                        Problem.NOT_AUTHORISED, "there is an operator already", "ask an administrator"));
        if (result instanceof OperatorResult.Done) {
            firstIsThere();
        }
        return result;
    }

    private OperatorResult<NewAccessKey> add(String name, Role role, List<Change> besides) throws IOException {
        if (!NAME.matcher(name).matches()) {
            return OperatorResult.refused(
                    Problem.INVALID,
                    "name: (expected: 1 to 64 letters, digits and + = , . @ _ -)",
                    "give another name");
        }
        if (find(name) != null) {
            return OperatorResult.refused(
                    Problem.ALREADY_EXISTS, "operator " + name + " exists already", "give another name");
        }
        if (index.byName().size() >= MOST) {
            return OperatorResult.refused(
                    Problem.LIMIT_EXCEEDED, "operators: " + MOST + " (expected: at most)", "delete one first");
        }
        Minted minted = mint(name);
        Operator operator =
                new Operator(name, role, false, List.of(minted.key()), List.of(), List.of(), time.instant());
        List<Change> changes = new ArrayList<>(besides);
        changes.add(new Change.Create(StoredOperator.key(name), StoredOperator.form(operator)));
        return store(name, changes, index.with(operator), minted.shown());
    }

    public OperatorResult<Operator> setRole(String name, Role role) {
        return writeTo(name, operator -> replace(operator.with(role)));
    }

    /** Who is disabled is recognised no more; {@code false} undoes it. */
    public OperatorResult<Operator> setDisabled(String name, boolean disabled) {
        return writeTo(name, operator -> replace(operator.disabled(disabled)));
    }

    public OperatorResult<Operator> delete(String name) {
        return writeTo(name, operator -> {
            List<String> keyIds = operator.keys().stream().map(AccessKey::id).toList();
            return storeWithout(
                    name, keyIds, new Change.Delete(StoredOperator.key(name)), index.without(name), operator);
        });
    }

    /** One more access key: the old one goes on until it is taken away, so that clients can change over. */
    public OperatorResult<NewAccessKey> addKey(String name) {
        return writeTo(name, operator -> {
            if (operator.keys().size() >= Operator.MOST_KEYS) {
                return OperatorResult.refused(
                        Problem.LIMIT_EXCEEDED,
                        "access keys of " + name + ": " + Operator.MOST_KEYS + " (expected: at most)",
                        "take the old one away first");
            }
            Minted minted = mint(name);
            Operator changed = operator.withKey(minted.key());
            return store(name, List.of(put(changed)), index.with(changed), minted.shown());
        });
    }

    public OperatorResult<Operator> removeKey(String name, String keyId) {
        return writeTo(name, operator -> {
            if (operator.keys().stream().noneMatch(key -> key.id().equals(keyId))) {
                return OperatorResult.refused(
                        Problem.NOT_FOUND, "operator " + name + " has no such access key", "see which there are");
            }
            Operator changed = operator.withoutKey(keyId);
            return storeWithout(name, List.of(keyId), put(changed), index.with(changed), changed);
        });
    }

    /** @param sha256 of the certificate's DER, 64 hexadecimal digits in lower case */
    public OperatorResult<Operator> addCertificate(String name, String sha256) {
        return writeTo(name, operator -> {
            if (!SHA256.matcher(sha256).matches()) {
                return OperatorResult.refused(
                        Problem.INVALID,
                        "certificate: (expected: SHA-256 of its DER, 64 hexadecimal digits in lower case)",
                        "correct the value");
            }
            if (index.byCertificate().containsKey(sha256)) {
                return OperatorResult.refused(
                        Problem.ALREADY_EXISTS, "the certificate is an operator's already", "use another certificate");
            }
            if (operator.certificates().size() >= Operator.MOST_CERTIFICATES) {
                return OperatorResult.refused(
                        Problem.LIMIT_EXCEEDED,
                        "certificates of " + name + ": " + Operator.MOST_CERTIFICATES + " (expected: at most)",
                        "take one away first");
            }
            return replace(operator.withCertificate(sha256));
        });
    }

    public OperatorResult<Operator> removeCertificate(String name, String sha256) {
        return writeTo(name, operator -> {
            if (!operator.certificates().contains(sha256)) {
                return OperatorResult.refused(
                        Problem.NOT_FOUND, "operator " + name + " has no such certificate", "see which there are");
            }
            return replace(operator.withoutCertificate(sha256));
        });
    }

    /**
     * One more policy for the data plane. Nothing happens where it is attached already.
     *
     * @param policy of one that is there; whether it is, is for the caller to know
     */
    public OperatorResult<Operator> attachPolicy(String name, String policy) {
        return writeTo(name, operator -> {
            if (operator.policies().contains(policy)) {
                return new OperatorResult.Done<>(operator);
            }
            if (operator.policies().size() >= Operator.MOST_POLICIES) {
                return OperatorResult.refused(
                        Problem.LIMIT_EXCEEDED,
                        "policies of " + name + ": " + Operator.MOST_POLICIES + " (expected: at most)",
                        "take one away first");
            }
            return replace(operator.withPolicy(policy));
        });
    }

    public OperatorResult<Operator> detachPolicy(String name, String policy) {
        return writeTo(
                name,
                operator -> operator.policies().contains(policy)
                        ? replace(operator.withoutPolicy(policy))
                        : OperatorResult.refused(
                                Problem.NOT_FOUND, "operator " + name + " has no such policy", "see which there are"));
    }

    /** The operator who may come in by that name, {@code null} where there is none or it is disabled. */
    public @Nullable Operator enabled(String name) {
        Operator operator = find(name);
        return operator == null || operator.disabled() ? null : operator;
    }

    /** Changes with every change of an operator, after it. */
    public long epoch() {
        return epoch;
    }

    /** Is told the name of whoever was changed, made or deleted, when that holds; on the thread that writes. */
    public void addListener(Consumer<String> changed) {
        listeners.add(changed);
    }

    /** The operator with that access key, {@code null} where there is none or it is disabled. */
    OperatorIndex.@Nullable Held holder(String keyId) {
        OperatorIndex.Held held = index.byKey().get(keyId);
        return held == null || held.operator().disabled() ? null : held;
    }

    /** The operator with that client certificate, {@code null} where there is none or it is disabled. */
    @Nullable
    Operator withCertificate(String sha256) {
        Operator operator = index.byCertificate().get(sha256);
        return operator == null || operator.disabled() ? null : operator;
    }

    /** The secret in the clear, for the caller to wipe; {@code null} where it cannot be opened. */
    byte @Nullable [] secret(OperatorIndex.Held held) {
        SecretBox opener = box;
        return opener == null
                ? null
                : opener.open(
                        held.key().sealedSecret(),
                        owner(held.operator().name(), held.key().id()));
    }

    void used(String keyId, KeyUse use) {
        uses.used(keyId, use);
    }

    private record Minted(AccessKey key, NewAccessKey shown) {}

    private Minted mint(String name) throws IOException {
        SecretBox sealer = box;
        if (sealer == null) {
            sealer = SecretBox.open(data, random);
            box = sealer;
        }
        String id = AccessKey.newId(random);
        while (index.byKey().containsKey(id)) {
            id = AccessKey.newId(random);
        }
        String secret = AccessKey.newSecret(random);
        byte[] sealed = sealer.seal(secret.getBytes(StandardCharsets.US_ASCII), owner(name, id));
        return new Minted(new AccessKey(id, sealed, time.instant()), new NewAccessKey(name, id, secret));
    }

    /** Neither a name nor an id has a slash. */
    private static String owner(String name, String keyId) {
        return name + "/" + keyId;
    }

    private OperatorResult<Operator> replace(Operator changed) {
        return store(changed.name(), List.of(put(changed)), index.with(changed), changed);
    }

    private static Change put(Operator operator) {
        return new Change.Put(StoredOperator.key(operator.name()), StoredOperator.form(operator));
    }

    /** A change that takes access keys away, and what is known of their uses with them. */
    private OperatorResult<Operator> storeWithout(
            String name, List<String> keyIds, Change change, OperatorIndex then, Operator value) {
        List<Change> changes = new ArrayList<>(List.of(change));
        keyIds.forEach(keyId -> changes.add(KeyUses.removal(keyId)));
        OperatorResult<Operator> result = store(name, changes, then, value);
        if (result instanceof OperatorResult.Done) {
            keyIds.forEach(uses::forget);
        }
        return result;
    }

    private <T> OperatorResult<T> store(String name, List<Change> changes, OperatorIndex then, T value) {
        return switch (store.commit(changes).join()) {
            case CommitResult.Stored _ -> {
                index = then;
                epoch++;
                listeners.forEach(listener -> listener.accept(name));
                yield new OperatorResult.Done<>(value);
            }
            case CommitResult.Conflict _ ->
                OperatorResult.refused(
                        Problem.FAILED, "the store has other operators than memory", "restart the broker");
            case CommitResult.Failed(String problem) ->
                OperatorResult.refused(
                        Problem.FAILED, "the store did not take the change: " + problem, "read the broker's log");
        };
    }

    @FunctionalInterface
    private interface Writing<T> {
        OperatorResult<T> run() throws IOException;
    }

    @FunctionalInterface
    private interface WritingTo<T> {
        OperatorResult<T> run(Operator operator) throws IOException;
    }

    /** A change of an operator who must be there. */
    private <T> OperatorResult<T> writeTo(String name, WritingTo<T> step) {
        return write(() -> {
            Operator operator = find(name);
            return operator == null
                    ? OperatorResult.refused(
                            Problem.NOT_FOUND, "operator " + name + " does not exist", "see which there are")
                    : step.run(operator);
        });
    }

    private <T> OperatorResult<T> write(Writing<T> step) {
        writing.lock();
        try {
            return step.run();
        } catch (IOException failed) {
            return OperatorResult.refused(
                    Problem.FAILED, String.valueOf(failed.getMessage()), "check the data folder and its files' modes");
        } finally {
            writing.unlock();
        }
    }
}
