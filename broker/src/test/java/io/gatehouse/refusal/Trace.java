package io.gatehouse.refusal;

import io.gatehouse.TestDevice;
import io.gatehouse.security.RawClient.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What an operator finds a case by, as far as the broker can have known it, and what the client was told.
 *
 * @param address of the client, without port, or with the one that counts
 * @param code reason or return code the client got
 * @param words it was told with the code
 * @param wordsDue whether the answer is one that has room for words, in MQTT 5.0
 * @param cutOff whether the end of an admitted connection was the answer
 * @param away whether nobody was connected when it happened
 * @param saying how the policies are said to have decided, to the letter; without policies, what the detail has in it
 */
record Trace(
        @Nullable String clientId,
        @Nullable String certificateId,
        @Nullable String address,
        int code,
        @Nullable String words,
        boolean wordsDue,
        boolean cutOff,
        boolean away,
        @Nullable String saying) {
    /** The client was told nothing, because its protocol has no word for it or has not begun. */
    static final int SILENCE = -1;

    private static Trace of(
            @Nullable String clientId, @Nullable String certificateId, int code, @Nullable String words, boolean due) {
        return new Trace(clientId, certificateId, null, code, words, due, false, false, null);
    }

    /** An answer in bytes. */
    static Trace of(TestDevice device, String clientId, Answer answer) {
        return of(clientId, device.certificateId(), answer.code(), answer.words(), answer.v5());
    }

    static Trace of(TestDevice device, Answer answer) {
        return of(device, device.name(), answer);
    }

    /** An answer of 5.0 as a library hands it over. */
    static Trace told(TestDevice device, int code, @Nullable String words) {
        return of(device.name(), device.certificateId(), code, words, true);
    }

    /** An answer of 3.1.1, which is a code at most. */
    static Trace told3(TestDevice device, int code) {
        return of(device.name(), device.certificateId(), code, null, false);
    }

    static Trace silent(TestDevice device) {
        return of(device.name(), device.certificateId(), SILENCE, null, false);
    }

    /** Before MQTT began. */
    static Trace ofCertificate(TestDevice device) {
        return of(null, device.certificateId(), SILENCE, null, false);
    }

    static Trace ofAddress(String address) {
        return new Trace(null, null, address, SILENCE, null, false, false, false, null);
    }

    /** The client id was none, or is not known. */
    Trace nameless() {
        return new Trace(null, certificateId, address, code, words, wordsDue, cutOff, away, saying);
    }

    /** @param peer address and port */
    Trace from(String peer) {
        return new Trace(clientId, certificateId, peer, code, words, wordsDue, cutOff, away, saying);
    }

    /** The broker ended the connection over it. */
    Trace andCutOff() {
        return new Trace(clientId, certificateId, address, code, words, wordsDue, true, away, saying);
    }

    /** It happened to a session that nobody was connected to. */
    Trace andAway() {
        return new Trace(clientId, certificateId, address, code, words, wordsDue, cutOff, true, saying);
    }

    Trace saying(String what) {
        return new Trace(clientId, certificateId, address, code, words, wordsDue, cutOff, away, what);
    }
}
