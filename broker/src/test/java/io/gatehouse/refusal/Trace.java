package io.gatehouse.refusal;

import io.gatehouse.TestDevice;
import io.gatehouse.security.RawClient.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What an operator finds a case by, as far as the broker can have known it, and what the client was told.
 *
 * @param address of the client, without port
 * @param code reason or return code the client got
 * @param words it was told with the code, {@code null} where its protocol has none or nobody looked
 * @param cutOff whether the end of an admitted connection was the answer
 * @param away whether nobody was connected when it happened
 */
record Trace(
        @Nullable String clientId,
        @Nullable String certificateId,
        @Nullable String address,
        int code,
        @Nullable String words,
        boolean cutOff,
        boolean away) {
    /** The client was told nothing, because its protocol has no word for it or has not begun. */
    static final int SILENCE = -1;

    Trace(@Nullable String clientId, @Nullable String certificateId, @Nullable String address, int code) {
        this(clientId, certificateId, address, code, null, false, false);
    }

    /** An answer that has a reason string in 5.0. */
    static Trace of(TestDevice device, String clientId, Answer answer) {
        String words = answer.v5() ? answer.words() : null;
        return new Trace(clientId, device.certificateId(), null, answer.code(), words, false, false);
    }

    static Trace of(TestDevice device, String clientId, int code) {
        return new Trace(clientId, device.certificateId(), null, code);
    }

    static Trace of(TestDevice device, int code) {
        return of(device, device.name(), code);
    }

    /** The broker ended the connection over it. */
    Trace andCutOff() {
        return new Trace(clientId, certificateId, address, code, words, true, away);
    }

    /** It happened to a session that nobody was connected to. */
    Trace andAway() {
        return new Trace(clientId, certificateId, address, code, words, cutOff, true);
    }

    /** Before MQTT began. */
    static Trace ofCertificate(TestDevice device) {
        return new Trace(null, device.certificateId(), null, SILENCE);
    }

    static Trace ofAddress(String address) {
        return new Trace(null, null, address, SILENCE);
    }
}
