package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What makes two refusals the same: the reason and the client, which is certificate or operator and client id, as far
 * as they are known, else the address.
 */
record RefusalKey(
        Reason reason,
        @Nullable String certificateId,
        @Nullable String operator,
        @Nullable String clientId,
        @Nullable String address) {

    static RefusalKey of(Reason reason, Client client) {
        boolean known = client.certificateId() != null || client.operator() != null || client.clientId() != null;
        return new RefusalKey(
                reason, client.certificateId(), client.operator(), client.clientId(), known ? null : client.address());
    }
}
