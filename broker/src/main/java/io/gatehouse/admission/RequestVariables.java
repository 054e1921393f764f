package io.gatehouse.admission;

import io.gatehouse.policy.VariableNames;
import io.gatehouse.policy.Variables;
import java.util.List;

/**
 * The policy variables of one request over HTTPS: what the certificate says, its id and the address. There is no client
 * id and no thing, and so none of the names that tell of them has a value: not even {@code IsAttached}, which would be
 * {@code false} of every device. As at AWS.
 */
final class RequestVariables implements Variables {
    private final ConnectionVariables ofPeer;

    RequestVariables(Peer peer) {
        ofPeer = new ConnectionVariables(peer, null, ConnectAttributes.NONE, null);
    }

    @Override
    public List<String> values(String name) {
        return switch (name) {
            case VariableNames.CONNECT_ATTRIBUTES, VariableNames.IS_ATTACHED -> List.of();
            default -> ofPeer.values(name);
        };
    }

    @Override
    public int weight() {
        return ofPeer.weight();
    }
}
