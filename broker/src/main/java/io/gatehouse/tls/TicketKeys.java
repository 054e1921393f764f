package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The key that seals session tickets: random, never on disk, another one after each lifetime of a ticket.
 *
 * <p>There is no key before the last. Every resumption brings a new ticket, so that a key which still opens what its
 * forerunner sealed would let whoever stole a ticket prolong it without end. With one key, nobody resumes for longer
 * than a lifetime after the device last proved its key, whatever the TLS library thinks of a ticket's age. (BoringSSL
 * counts two days in TLS 1.3 and netty-tcnative cannot tell it otherwise.) A ticket made late in a key's time dies
 * early; all that costs is a full handshake.
 *
 * <p>Any thread. The lock is taken once in a lifetime, the check before it reads one volatile field.
 */
final class TicketKeys {
    private final Consumer<OpenSslSessionTicketKey> installer;
    private final LongSupplier nanoTime;
    private final long lifetimeNanos;
    private final SecureRandom random = new SecureRandom();
    private volatile long dueNanos;

    /** @param installer takes the one key that seals and opens from now on */
    TicketKeys(Consumer<OpenSslSessionTicketKey> installer, LongSupplier nanoTime, Duration lifetime) {
        this.installer = installer;
        this.nanoTime = nanoTime;
        this.lifetimeNanos = lifetime.toNanos();
    }

    static TicketKeys install(OpenSslServerSessionContext sessions, Duration lifetime) {
        TicketKeys keys = new TicketKeys(sessions::setTicketKeys, System::nanoTime, lifetime);
        keys.replace();
        return keys;
    }

    void replaceIfDue() {
        if (nanoTime.getAsLong() - dueNanos >= 0) {
            replaceOnce();
        }
    }

    private synchronized void replaceOnce() {
        if (nanoTime.getAsLong() - dueNanos >= 0) { // no other loop was faster
            replace();
        }
    }

    /** Every ticket issued so far is dead. */
    synchronized void replace() {
        installer.accept(new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        dueNanos = nanoTime.getAsLong() + lifetimeNanos;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
