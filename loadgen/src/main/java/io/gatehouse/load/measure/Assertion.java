package io.gatehouse.load.measure;

/**
 * What is asked of a run with {@code --assert}, as it was read. Immutable.
 *
 * <pre>
 *   [latency.]quantile op duration     p99&lt;50ms   connect.p99.9&lt;=1.5s   send-lag.max&lt;1ms
 *   count op number                    loss==0    errors&lt;=3
 *   rate op number/s                   rate&gt;=5000/s
 *   connect-rate op number/s           connect-rate&gt;400/s
 *
 *   quantile   p50 | p90 | p99 | p99.9 | max | mean
 *   latency    tls | connect | acknowledgement | delivery | close | send-lag; without one it is delivery, where nothing
 *              was delivered acknowledgement, where nothing was acknowledged connect
 *   count      loss | duplicates | reordered | foreign | received | held-back | connects | ended | errors, which are
 *              failures of all kinds
 *   rate       messages received in a second of the measured time; where none was received acknowledged, or sent
 *   connect-rate   connections that the broker accepted in a second of the measured time
 *   op         &lt; | &lt;= | == | &gt;= | &gt;
 *   duration   a number with ns, us (or µs), ms or s
 * </pre>
 *
 * <p>Blanks between the parts and capital letters make no difference. The warm-up is not judged. An assertion about
 * something that was never measured does not hold: {@code loss==0} of a run that sent nothing says nothing.
 */
public sealed interface Assertion {
    /** @return a {@link Limit}, or why the text is none */
    static Assertion of(String text) {
        return AssertionText.read(text);
    }

    /** @return as it was written, on one line */
    String text();

    /** What can be judged. */
    record Limit(String text, Quantity quantity, Comparison comparison, double value) implements Assertion {
        /** Whether it is about a time, and not a count or a rate. */
        public boolean isOfLatency() {
            return quantity instanceof Quantity.OfLatency;
        }

        public Verdict judge(Timeline timeline) {
            Measured measured = timeline.measured() > 0
                    ? quantity.of(timeline)
                    : Measured.nothing("the run ended before its measured time began");
            return new Verdict(text, comparison.holds(measured.value(), value), measured.words());
        }
    }

    /** @param why one line: what is wrong, and what is expected */
    record Unreadable(String text, String why) implements Assertion {}
}
