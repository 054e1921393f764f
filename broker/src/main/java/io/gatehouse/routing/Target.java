package io.gatehouse.routing;

/** What a batch names for a message: whose subscribers on the receiving loop, or which one, it is for. */
sealed interface Target permits Node, Subscription, Handover {}
