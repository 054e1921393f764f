package io.gatehouse.history;

import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.reason.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client as bytes: what is on the disk is what is in memory too, so that an idle client costs one
 * array, nothing has to be encoded to be written, and the budget counts what is really there.
 *
 * <p>A head, then the events from the oldest to the newest. Principal, peer and session are not repeated where they
 * are those of the event before, which they mostly are.
 *
 * <pre>{@code
 * head:  version, 1 byte | let in, 1 byte | last activity, 8 bytes
 * event: kind, 1 byte | which of the following, 1 byte | at, 8 bytes
 *        [last, 8] [reason] [principal] [peer] [session] [detail]
 * }</pre>
 */
final class StoredEvents {
    private static final int VERSION = 1;
    private static final int LET_IN = 1;
    private static final int LAST_ACTIVITY = 2;
    private static final int HEAD_BYTES = 10;

    // Which fields follow; principal, peer and session: which are not those of the event before.
    private static final int LAST = 1;
    private static final int REASON = 2;
    private static final int PRINCIPAL = 4;
    private static final int PEER = 8;
    private static final int SESSION = 16;
    private static final int DETAIL = 32;

    private StoredEvents() {}

    /** @param events in the order of time, not empty */
    static byte[] of(LastEvents events) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(64 + 64 * events.list().size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(events.letIn());
            out.writeLong(events.lastMillis());
            ClientEvent before = null;
            for (ClientEvent event : events.list()) {
                write(out, event, before);
                before = event;
            }
        } catch (IOException impossible) { // into memory
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, ClientEvent event, @Nullable ClientEvent before)
            throws IOException {
        Reason reason = event.reason();
        int fields = (event.lastMillis() != event.atMillis() ? LAST : 0)
                | (reason != null ? REASON : 0)
                | (event.detail() != null ? DETAIL : 0);
        if (before == null || !Objects.equals(event.principalId(), before.principalId())) {
            fields |= PRINCIPAL;
        }
        if (before == null || !Objects.equals(event.peer(), before.peer())) {
            fields |= PEER;
        }
        if (before == null || !Objects.equals(event.sessionId(), before.sessionId())) {
            fields |= SESSION;
        }
        out.writeByte(event.kind().code());
        out.writeByte(fields);
        out.writeLong(event.atMillis());
        if ((fields & LAST) != 0) {
            out.writeLong(event.lastMillis());
        }
        text(out, fields & REASON, reason == null ? null : reason.name());
        text(out, fields & PRINCIPAL, event.principalId());
        text(out, fields & PEER, event.peer());
        text(out, fields & SESSION, event.sessionId());
        text(out, fields & DETAIL, event.detail());
    }

    private static void text(DataOutputStream out, int written, @Nullable String text) throws IOException {
        if (written != 0) {
            out.writeUTF(text == null ? "" : text);
        }
    }

    /** True when {@link #letIn} and {@link #lastActivity} can be asked, and what follows is of this version. */
    static boolean isReadable(byte[] stored) {
        return stored.length > HEAD_BYTES && stored[0] == VERSION;
    }

    static boolean letIn(byte[] stored) {
        return stored[LET_IN] != 0;
    }

    /** In milliseconds of the wall clock. */
    static long lastActivity(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(LAST_ACTIVITY);
    }

    /**
     * In the order of time. A kind or reason that only a later version knows is left out, with its event or alone.
     *
     * @throws IOException damaged
     */
    static List<ClientEvent> read(byte[] stored) throws IOException {
        List<ClientEvent> events = new ArrayList<>();
        String principal = null;
        String peer = null;
        String session = null;
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(stored, HEAD_BYTES, Math.max(0, stored.length - HEAD_BYTES)))) {
            while (in.available() > 0) {
                Kind kind = Kind.of(in.readUnsignedByte());
                int fields = in.readUnsignedByte();
                long at = in.readLong();
                long last = (fields & LAST) != 0 ? in.readLong() : at;
                Reason reason = reason(text(in, fields & REASON, null));
                principal = text(in, fields & PRINCIPAL, principal);
                peer = text(in, fields & PEER, peer);
                session = text(in, fields & SESSION, session);
                String detail = text(in, fields & DETAIL, null);
                if (kind != null) {
                    events.add(new ClientEvent(kind, at, last, reason, principal, peer, session, detail));
                }
            }
        }
        return events;
    }

    private static @Nullable String text(DataInputStream in, int written, @Nullable String otherwise)
            throws IOException {
        if (written == 0) {
            return otherwise;
        }
        String text = in.readUTF();
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Reason reason(@Nullable String name) {
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return null;
    }
}
