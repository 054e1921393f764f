/**
 * AWS IoT Jobs: what many devices shall do, and how far each of them is (AWS IoT Core Developer Guide, "AWS IoT Jobs").
 *
 * <p>{@link io.gatehouse.jobs.Jobs} owns it all: jobs, the rollout of their executions, timers, retries, aborts. One
 * thread changes state, in commits of the engine's {@code KeyValue}; readers see what is committed. Memory holds the
 * jobs themselves and the minutes in which a timer runs out, never the executions: those are read from the store.
 *
 * <p>An execution that is pending and one that has ended lie at different keys, so what a thing has to do is one short
 * prefix of the store, however much it has done before.
 */
@NullMarked
package io.gatehouse.jobs;

import org.jspecify.annotations.NullMarked;
