/**
 * Why devices are refused in practice, each cause provoked with a real client against a whole broker: every reason that
 * {@code gatehouse_refusals_total} can count is raised here by its own causes and by nothing else.
 *
 * <p>{@code …Cases} are the catalogue, split by what is wrong; {@link io.gatehouse.refusal.Places} is where each case
 * must show.
 */
@NullMarked
package io.gatehouse.refusal;

import org.jspecify.annotations.NullMarked;
