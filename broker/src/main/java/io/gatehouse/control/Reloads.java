package io.gatehouse.control;

import io.gatehouse.reload.Reloaded;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Has files read again, and waits for what comes of it. Virtual threads. */
public final class Reloads {
    private static final long MAX_SECONDS = 30;
    private static final String WHAT = "nothing is known of the reload";

    private final Supplier<CompletableFuture<Map<String, Reloaded>>> reload;

    /** @param reload reads everything; the answer has an entry for each thing, in the order of the reading */
    public Reloads(Supplier<CompletableFuture<Map<String, Reloaded>>> reload) {
        this.reload = reload;
    }

    void addTo(Administration.Builder operations) {
        operations.add(ReloadApi.RELOAD, nothing -> reload());
    }

    private Outcome<ReloadApi.Outcomes> reload() {
        try {
            Map<String, Reloaded> outcomes = reload.get().get(MAX_SECONDS, TimeUnit.SECONDS);
            return Outcome.done(new ReloadApi.Outcomes(outcomes.entrySet().stream()
                    .map(each -> part(each.getKey(), each.getValue()))
                    .toList()));
        } catch (TimeoutException late) {
            return Outcome.refused(
                    Refusal.Code.FAILED,
                    WHAT,
                    "it was not done after " + MAX_SECONDS + " s",
                    "look at the log, and at the disk that the files are on");
        } catch (ExecutionException stopping) {
            return Outcome.refused(
                    Refusal.Code.CONFLICT, WHAT, "the broker is stopping", "start it: it reads everything anew");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Outcome.refused(
                    Refusal.Code.CONFLICT, WHAT, "the broker is stopping", "start it: it reads everything anew");
        }
    }

    private static ReloadApi.Part part(String name, Reloaded outcome) {
        return switch (outcome) {
            case Reloaded.Unchanged() -> new ReloadApi.Part(name, "unchanged", List.of(), List.of());
            case Reloaded.Changed(var what, var needRestart) -> new ReloadApi.Part(name, "changed", what, needRestart);
            case Reloaded.Failed(var why) -> new ReloadApi.Part(name, "failed", why, List.of());
        };
    }
}
