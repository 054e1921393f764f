package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import io.gatehouse.report.RecordCase.Spread;
import java.util.List;
import java.util.Optional;

/** Messages that are flushed together share records. */
final class WhyCoalesce implements Question {
    private static final int SIZE = 64;
    private static final List<Integer> TOGETHER = List.of(1, 16, 100);

    @Override
    public String title() {
        return "Why coalesce records?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Spread alone = RecordCase.usual(SIZE, 1).each(results, RecordCase.SEAL).orElse(null);
        Spread together =
                RecordCase.usual(SIZE, 16).each(results, RecordCase.SEAL).orElse(null);
        if (alone == null || together == null) {
            return Optional.empty();
        }
        Chart chart = Chart.bars("messages of 64 B in one flush", "µs for each message");
        Table table = new Table("messages in one flush", "sealing each", "opening each");
        for (int messages : TOGETHER) {
            RecordCase records = RecordCase.usual(SIZE, messages);
            Spread seal = records.each(results, RecordCase.SEAL).orElse(null);
            Spread open = records.each(results, RecordCase.OPEN).orElse(null);
            if (seal != null && open != null) {
                String name = Integer.toString(messages);
                chart.add("sealing", name, seal.nanos() / 1000, seal.error() / 1000);
                chart.add("opening", name, open.nanos() / 1000, open.error() / 1000);
                table.row(name, Words.nanos(seal.nanos()), Words.nanos(open.nanos()));
            }
        }
        return Optional.of(new Answer(
                List.of(
                        "Because a record has a price of its own, whatever is in it: a header, a tag of 16"
                                + " bytes, a pass"
                                + " through the handler and a system call.",
                        "Sealing a message of 64 B costs " + Words.nanos(alone.nanos())
                                + " when it is flushed alone and "
                                + Words.nanos(together.nanos()) + " when sixteen go together, "
                                + Words.times(alone.nanos() / together.nanos())
                                + " less. System calls come on top of that.",
                        "So the broker flushes once in a turn of its event loop: under load messages share records by"
                                + " themselves, and a lonely message does not wait."),
                chart,
                table));
    }
}
