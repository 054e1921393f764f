package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal session tickets: random, never on disk, changed twice in a ticket's lifetime.
 *
 * <p>A ticket is sealed with the current key and opened with the current or the one before. Changing after half the
 * lifetime, a ticket dies between half and the whole of it, whatever the TLS library thinks of its age. (BoringSSL
 * counts two days in TLS 1.3 and netty-tcnative cannot tell it otherwise.)
 *
 * <p>Any thread. The lock is taken once in half a lifetime, the check before it reads one volatile field.
 */
final class TicketKeys {
    private final Consumer<OpenSslSessionTicketKey[]> installer;
    private final LongSupplier nanoTime;
    private final long periodNanos;
    private final SecureRandom random = new SecureRandom();
    private OpenSslSessionTicketKey current = newKey();
    private @Nullable OpenSslSessionTicketKey previous;
    private volatile long dueNanos;

    /** @param installer takes the keys: the first seals, all open */
    TicketKeys(Consumer<OpenSslSessionTicketKey[]> installer, LongSupplier nanoTime, Duration lifetime) {
        this.installer = installer;
        this.nanoTime = nanoTime;
        this.periodNanos = lifetime.toNanos() / 2;
    }

    static TicketKeys install(OpenSslServerSessionContext sessions, Duration lifetime) {
        TicketKeys keys = new TicketKeys(sessions::setTicketKeys, System::nanoTime, lifetime);
        keys.replace();
        return keys;
    }

    void rotateIfDue() {
        if (nanoTime.getAsLong() - dueNanos >= 0) {
            rotate();
        }
    }

    private synchronized void rotate() {
        long late = nanoTime.getAsLong() - dueNanos;
        if (late < 0) {
            return; // another loop was faster
        }
        // Nobody connected for a whole period: the current key is as old as a ticket may get.
        previous = late < periodNanos ? current : null;
        current = newKey();
        install();
    }

    /** Every ticket issued so far is dead. */
    synchronized void replace() {
        previous = null;
        current = newKey();
        install();
    }

    private void install() {
        installer.accept(
                previous == null
                        ? new OpenSslSessionTicketKey[] {current}
                        : new OpenSslSessionTicketKey[] {current, previous});
        dueNanos = nanoTime.getAsLong() + periodNanos;
    }

    private OpenSslSessionTicketKey newKey() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
