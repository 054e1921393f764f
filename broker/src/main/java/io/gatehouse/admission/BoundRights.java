package io.gatehouse.admission;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Thing;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a connection may do. The one place where a certificate, a client id and an address become
 * variables and permissions: the gate's, a simulation's and a dry run's, so that these cannot differ.
 *
 * @param thing the connection stands for, {@code null} for none
 */
record BoundRights(@Nullable Thing thing, Permissions permissions) {
    /**
     * @param policies from those that apply to those that are to count
     * @param companionIds whether a client id may stand for the thing whose name comes before its first point
     */
    static BoundRights of(
            Principal principal,
            Peer peer,
            String clientId,
            ConnectAttributes attributes,
            UnaryOperator<List<CompiledPolicy>> policies,
            boolean companionIds) {
        Thing thing = thingOf(principal, clientId, companionIds);
        return new BoundRights(
                thing,
                Permissions.bind(
                        policies.apply(principal.policiesFor(thing)),
                        new ConnectionVariables(peer, clientId, attributes, thing)));
    }

    /** As the other, of an operator, who stands for no thing. */
    static BoundRights of(
            List<CompiledPolicy> own,
            Peer peer,
            String clientId,
            ConnectAttributes attributes,
            UnaryOperator<List<CompiledPolicy>> policies) {
        return new BoundRights(
                null, Permissions.bind(policies.apply(own), new ConnectionVariables(peer, clientId, attributes, null)));
    }

    /**
     * The thing a connection stands for: the certificate's exclusive thing whatever the client id, else the attached
     * one whose name is the client id or, with companion ids, the part of it before the first point. The last form,
     * {@code lamp.debug}, lets an operator look on with a device's certificate without taking over the device's
     * connection; no thing's name has a point in it. AWS knows the first two forms only.
     */
    private static @Nullable Thing thingOf(Principal principal, String clientId, boolean companionIds) {
        Thing exclusive = principal.exclusiveThing();
        if (exclusive != null) {
            return exclusive;
        }
        int point = companionIds ? clientId.indexOf('.') : -1;
        return principal.thing(point < 0 ? clientId : clientId.substring(0, point));
    }
}
