package io.gatehouse.refusal;

import io.gatehouse.TestDevice;
import org.jspecify.annotations.Nullable;

/**
 * What an operator finds a case by, as far as the broker can have known it, and what the client was told.
 *
 * @param address of the client, without port
 * @param code reason or return code the client got
 */
record Trace(
        @Nullable String clientId,
        @Nullable String certificateId,
        @Nullable String address,
        int code) {
    /** The client was told nothing, because its protocol has no word for it or has not begun. */
    static final int SILENCE = -1;

    static Trace of(TestDevice device, String clientId, int code) {
        return new Trace(clientId, device.certificateId(), null, code);
    }

    static Trace of(TestDevice device, int code) {
        return of(device, device.name(), code);
    }

    /** Before MQTT began. */
    static Trace ofCertificate(TestDevice device) {
        return new Trace(null, device.certificateId(), null, SILENCE);
    }

    static Trace ofAddress(String address) {
        return new Trace(null, null, address, SILENCE);
    }
}
