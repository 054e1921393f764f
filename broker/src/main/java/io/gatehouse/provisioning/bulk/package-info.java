/**
 * Bulk registration: RegisterThing for every line of a file (AWS IoT Core Developer Guide, "Bulk registration").
 *
 * <p>{@link io.gatehouse.provisioning.bulk.BulkRegistration} keeps the tasks and has the one thread that works on them,
 * one after the other. A {@code TaskRun} is what it does for one: lines come from an {@code InputFile} out of the
 * {@code InputFolder}, a {@code LineRegistration} makes devices of them, and {@code TaskReports} get what came of each.
 *
 * <p>A task survives a restart. Where it stands is stored at least once in a second, behind the reports of the lines
 * before; a restart cuts the reports back to it and goes on from there. Lines that were done after it are done again,
 * which changes nothing: see {@code LineRegistration}.
 */
@NullMarked
package io.gatehouse.provisioning.bulk;

import org.jspecify.annotations.NullMarked;
