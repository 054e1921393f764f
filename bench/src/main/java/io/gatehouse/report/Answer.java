package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;

/**
 * To one question: a few plain sentences around a figure.
 *
 * @param sentences the first is the answer, the others are why
 */
record Answer(List<String> sentences, Chart chart, Table table) {
    Answer {
        sentences = List.copyOf(sentences);
    }
}
