package io.gatehouse.backup;

import io.gatehouse.registry.CertificateStanding;
import io.gatehouse.registry.CertificateStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A certificate that is not let in now, and would be after the restore.
 *
 * @param now its status, or {@code DELETED} where it is not registered any more
 */
public record Reactivation(String certificateId, String subject, String now) {
    static final String DELETED = "DELETED";

    static List<Reactivation> between(Map<String, CertificateStanding> now, Map<String, CertificateStanding> then) {
        List<Reactivation> again = new ArrayList<>();
        then.forEach((id, standing) -> {
            CertificateStanding present = now.get(id);
            if (standing.status() == CertificateStatus.ACTIVE
                    && (present == null || present.status() != CertificateStatus.ACTIVE)) {
                String status = present == null ? DELETED : present.status().name();
                again.add(new Reactivation(id, standing.subject(), status));
            }
        });
        return again;
    }
}
