package io.gatehouse.control;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.audit.Recording;
import io.gatehouse.control.aws.AuditTrail;

/** The trail of AWS's API is the audit log that the commands write too. Any thread that may wait for the disk. */
public final class AuditedCalls implements AuditTrail {
    private final Audit audit;

    public AuditedCalls(Audit audit) {
        this.audit = audit;
    }

    @Override
    public boolean ready() {
        return audit.problem() == null;
    }

    @Override
    public boolean keep(AuditCall call) {
        return audit.record(call) instanceof Recording.Recorded;
    }
}
