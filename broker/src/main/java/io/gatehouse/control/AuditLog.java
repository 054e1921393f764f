package io.gatehouse.control;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditEntry;
import io.gatehouse.audit.AuditVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the audit log of a data folder, in the process of the command. Used by main only. */
public final class AuditLog {
    private final Path data;

    /** @param data the data folder */
    public AuditLog(Path data) {
        this.data = data;
    }

    /** Reads every entry. A log that is broken is no refusal: it is what was asked for. */
    public Outcome<AuditApi.Verified> verify() {
        String what = "the audit log was not verified";
        if (!Files.isDirectory(folder())) {
            return none(what);
        }
        try {
            return Outcome.done(
                    switch (AuditVerification.of(folder())) {
                        case AuditVerification.Intact log ->
                            new AuditApi.Verified(
                                    log.entries(),
                                    log.files(),
                                    log.first(),
                                    log.last(),
                                    log.anchor(),
                                    log.head(),
                                    log.unfinishedBytes(),
                                    null);
                        case AuditVerification.Broken(var file, var line, var number, var why) ->
                            new AuditApi.Verified(0, 0, 0, 0, "", "", 0, new AuditApi.Broken(file, line, number, why));
                    });
        } catch (IOException failed) {
            return unreadable(what, failed);
        }
    }

    /** @param most entries, the newest; at least 1 */
    public Outcome<AuditApi.Listing> list(int most) {
        String what = "the audit log was not listed";
        if (!Files.isDirectory(folder())) {
            return none(what);
        }
        try {
            return Outcome.done(new AuditApi.Listing(AuditVerification.last(folder(), most).stream()
                    .map(AuditLog::view)
                    .toList()));
        } catch (IOException failed) {
            return unreadable(what, failed);
        }
    }

    private Path folder() {
        return data.resolve(Audit.FOLDER);
    }

    private static AuditApi.Entry view(AuditEntry entry) {
        return new AuditApi.Entry(
                entry.number(),
                entry.time(),
                entry.call().operator(),
                entry.call().from(),
                entry.call().operation(),
                entry.call().resource(),
                entry.call().before(),
                entry.call().after(),
                entry.call().result());
    }

    private <R> Outcome<R> none(String what) {
        return Outcome.refused(
                Refusal.Code.NOT_FOUND,
                what,
                "there is no audit log in " + data,
                "name the data folder of a broker with --data");
    }

    private static <R> Outcome<R> unreadable(String what, IOException failed) {
        return Outcome.refused(
                Refusal.Code.FAILED, what, failed.toString(), "run the command as the user who runs the broker");
    }
}
