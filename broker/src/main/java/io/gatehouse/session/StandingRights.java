package io.gatehouse.session;

/** Makes the rights of sessions that were read from the store and have no connection. Any thread. */
@FunctionalInterface
public interface StandingRights {
    Rights of(String clientId, Principal principal, Origin origin);
}
