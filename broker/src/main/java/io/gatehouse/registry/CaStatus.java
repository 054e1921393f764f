package io.gatehouse.registry;

/** Whether new certificates signed by a registered CA may be registered. Says nothing about those already there. */
public enum CaStatus {
    ACTIVE,
    INACTIVE
}
