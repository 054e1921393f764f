package io.gatehouse.control;

import io.gatehouse.backup.BackupException;
import io.gatehouse.backup.Reactivation;
import io.gatehouse.backup.Restore;
import io.gatehouse.backup.StoreExamination;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What is done to a data folder on which no broker runs, in the process of the command. Used by main only. */
public final class OfflineStore {
    private static final int MOST_SHOWN = 50;

    private final Path data;

    /** @param data the data folder */
    public OfflineStore(Path data) {
        this.data = data;
    }

    /** Problems that are found are no refusal: they are what was asked for. */
    public Outcome<StoreApi.Verified> verify() {
        try {
            StoreExamination found = StoreExamination.of(data);
            return Outcome.done(new StoreApi.Verified(
                    found.read().stream()
                            .map(read -> new StoreApi.Verified.Read(read.family(), read.keys(), read.bytes()))
                            .toList(),
                    found.problems(),
                    found.more()));
        } catch (BackupException refused) {
            return refused("the store was not verified", refused);
        }
    }

    public Outcome<StoreApi.Statistics> statistics() {
        try {
            return Outcome.done(StoreApi.Statistics.of(StoreExamination.statistics(data), false));
        } catch (BackupException refused) {
            return refused("the store was not measured", refused);
        }
    }

    /**
     * Brings a backup back.
     *
     * @param force moves a store that is there aside
     * @param reactivate lets certificates in again that are not let in now
     * @param dryRun changes nothing
     */
    public Outcome<StoreApi.Restored> restore(Path backup, boolean force, boolean reactivate, boolean dryRun) {
        String what = "nothing was restored";
        try {
            var consent = new Restore.Consent(force, reactivate, dryRun);
            return switch (new Restore(backup, data, consent, Instant.now()).run()) {
                case Restore.Result.Restored restored ->
                    Outcome.done(new StoreApi.Restored(
                            dryRun ? "WOULD_RESTORE" : "RESTORED",
                            backup.toString(),
                            restored.manifest().created(),
                            restored.manifest().revision(),
                            restored.manifest().counts(),
                            restored.replaced() == null
                                    ? null
                                    : restored.replaced().toString(),
                            restored.compared(),
                            restored.reactivated().stream()
                                    .map(OfflineStore::view)
                                    .toList()));
                case Restore.Result.Finished(String earlier) ->
                    Outcome.done(new StoreApi.Restored("FINISHED", earlier, null, null, null, null, false, List.of()));
                case Restore.Result.Occupied(Path folder) ->
                    Outcome.refused(
                            Refusal.Code.ALREADY_EXISTS,
                            what,
                            "data folder: " + folder + " (expected: one without a store)",
                            "name another folder with --data, or move what is there aside with --force");
                case Restore.Result.WouldReactivate(var certificates, var unreadable) ->
                    Outcome.refused(
                            Refusal.Code.CONFLICT,
                            what,
                            unreadable == null ? listed(certificates) : unknown(unreadable),
                            "revoke them again right after the restore and before devices can connect,"
                                    + " or take a later backup; to let them in again: --reactivate-certificates");
            };
        } catch (BackupException refused) {
            return refused(what, refused);
        }
    }

    private static String listed(List<Reactivation> certificates) {
        String lines = certificates.stream()
                .limit(MOST_SHOWN)
                .map(again ->
                        again.certificateId() + "  " + again.now() + " now, ACTIVE in the backup  " + again.subject())
                .collect(Collectors.joining("\n"));
        int more = certificates.size() - MOST_SHOWN;
        return "certificates that are not let in now would be let in again: " + certificates.size() + "\n" + lines
                + (more > 0 ? "\nand " + more + " more" : "");
    }

    private static String unknown(String unreadable) {
        return "the present store cannot be read, so nobody knows which certificates were revoked since the backup: "
                + unreadable;
    }

    private static StoreApi.Reactivated view(Reactivation again) {
        return new StoreApi.Reactivated(again.certificateId(), again.subject(), again.now());
    }

    private static <R> Outcome<R> refused(String what, BackupException refused) {
        return Outcome.refused(Refusal.Code.FAILED, what, refused.why(), refused.remedy());
    }
}
