/**
 * From measurements to answers: what is run for a report ({@link io.gatehouse.report.Profile}), how it is run and kept
 * ({@link io.gatehouse.report.PlanRunner}), what the figures say ({@link io.gatehouse.report.Question}) and how they
 * are shown, as a page and as Markdown. Also the comparison of two runs. Everything on the main thread.
 */
@NullMarked
package io.gatehouse.report;

import org.jspecify.annotations.NullMarked;
