package io.gatehouse.admission;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says what a device might do if it were here: a registered certificate stands in for one that was presented, and then
 * everything is asked as the gate asks it. Any thread; memory only.
 */
public final class Simulation {
    private final Registry registry;
    private final Gatekeeper gatekeeper;

    public Simulation(Registry registry, Gatekeeper gatekeeper) {
        this.registry = registry;
        this.gatekeeper = gatekeeper;
    }

    /**
     * Who might connect.
     *
     * @param certificateId of a registered certificate
     * @param address IP address literal; {@code null} leaves it open, and conditions about it without a value
     */
    public record Device(
            String certificateId, String clientId, @Nullable String address, ConnectAttributes attributes) {}

    /**
     * What came of it.
     *
     * @param thing the connection would stand for
     * @param policies that count, by name
     * @param permissions those of the connection, also where it would not be let in
     * @param admission what the gate would answer to its CONNECT
     */
    public record Simulated(
            @Nullable String thing, List<String> policies, Permissions permissions, Admission admission) {}

    /**
     * What a certificate's policies say, whatever its status, where little is known of the connection.
     *
     * @param clientId null leaves it open: what asks for it finds no value, and only an exclusive thing is stood for
     * @param policies from those that apply to those that are to count
     * @return null where no such certificate is registered
     */
    public @Nullable Permissions rights(
            String certificateId, @Nullable String clientId, UnaryOperator<List<CompiledPolicy>> policies) {
        Principal principal = registry.principal(certificateId);
        if (principal == null) {
            return null;
        }
        Peer peer = AbsentPeer.of(principal.certificate(), "simulation", "", 0);
        if (clientId != null) {
            return gatekeeper
                    .bind(principal, peer, clientId, ConnectAttributes.NONE, policies)
                    .permissions();
        }
        Thing thing = principal.exclusiveThing();
        return Permissions.bind(
                policies.apply(principal.policiesFor(thing)),
                thing == null
                        ? new RequestVariables(peer)
                        : new ConnectionVariables(peer, null, ConnectAttributes.NONE, thing));
    }

    /**
     * Connects the device, as it were.
     *
     * @param policies from those that apply to those that are to count
     * @return {@code null} where no such certificate is registered
     */
    public @Nullable Simulated of(Device device, UnaryOperator<List<CompiledPolicy>> policies) {
        Principal principal = registry.principal(device.certificateId());
        if (principal == null) {
            return null;
        }
        String address = device.address();
        Peer peer = AbsentPeer.of(principal.certificate(), "simulation", address == null ? "" : address, 0);
        List<CompiledPolicy> counting = new ArrayList<>();
        BoundRights bound = gatekeeper.bind(principal, peer, device.clientId(), device.attributes(), applying -> {
            counting.addAll(policies.apply(applying));
            return counting;
        });
        Thing thing = bound.thing();
        return new Simulated(
                thing == null ? null : thing.name(),
                counting.stream().map(CompiledPolicy::name).toList(),
                bound.permissions(),
                gatekeeper.admit(peer, device.clientId(), device.attributes(), null, policies));
    }
}
