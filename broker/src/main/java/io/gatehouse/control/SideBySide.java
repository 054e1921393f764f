package io.gatehouse.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many questions to a broker, a few at a time: over a long way one after the other would take for ever. */
public final class SideBySide {
    private static final int AT_ONCE = 8;

    private SideBySide() {}

    /**
     * What {@code ask} makes of each item, in the order of the items, on virtual threads.
     *
     * @throws RuntimeException what the first of them that failed threw, after all have ended
     */
    public static <T, R> List<R> each(List<T> items, Function<T, R> ask) {
        if (items.size() < 2) {
            return items.stream().map(ask).toList();
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<R>> asked = new ArrayList<>(items.size());
            items.forEach(item -> asked.add(threads.submit(() -> ask.apply(item))));
            List<R> answers = new ArrayList<>(items.size());
            for (Future<R> one : asked) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
