package io.gatehouse.log;

import java.util.Locale;
import org.slf4j.event.Level;

/**
 * What a line of the log is about. The {@link #code} of a constant is stable and public: renaming one breaks alert
 * rules and searches. {@code broker/docs/log-events.md} lists each with its keys and what to do, and a test compares
 * the two.
 */
public enum Event {
    // ---- The life of the broker
    BROKER_STARTED(Level.INFO, "the broker takes clients"),
    BROKER_STOPPING(Level.INFO, "a signal asked the broker to stop, and it does so in order"),
    BROKER_TELLING(Level.INFO, "connected clients are told that the broker stops, which takes a while"),
    BROKER_STOPPED(Level.INFO, "the broker has stopped; nothing is written after this line"),
    BROKER_KILLED(Level.WARN, "a second signal stopped the broker at once"),
    STOP_SLOW(Level.WARN, "a part took too long to stop, and was left behind"),
    STOP_FAILED(Level.WARN, "a part did not stop in order; the others were stopped"),
    STOP_BROKEN(Level.ERROR, "the stop itself came to a defect; the process ends"),
    SERVICE_MANAGER_UNTOLD(Level.WARN, "the service manager could not be told of the broker's state"),
    MEMORY_TIGHT(Level.WARN, "hardly any heap is left: what would wait in it is dropped, and nobody is accepted"),
    MEMORY_RELIEVED(Level.INFO, "there is heap again"),

    // ---- What changes without a restart
    RELOAD_ASKED(Level.INFO, "SIGHUP asked for the files to be read again"),
    RELOADED(Level.INFO, "a change was taken over"),
    RELOAD_NEEDS_RESTART(Level.WARN, "a change was read that only a restart takes over"),
    RELOAD_FAILED(Level.WARN, "a change cannot be used; what was there before stays"),

    // ---- Clients
    REFUSED(Level.INFO, "something was refused to a client, or dropped on its way to one"),
    CONNECTION_ENDED(Level.INFO, "a connection ended, for the reason the line names"),
    CERTIFICATE_SHARED(Level.WARN, "two clients are connected with one certificate"),
    NEWCOMERS_FULL(Level.WARN, "nobody is accepted, because too many clients are not admitted yet"),
    POLICIES_UNUSABLE(
            Level.ERROR, "the policies of a certificate or an operator could not be put in force: all is denied"),
    ADMIN_REFUSED(Level.INFO, "a request at the admin interface was refused at the door"),
    DEVICE_WAITING(Level.INFO, "a device of a registered authority came, and its certificate waits for activation"),
    DEVICE_PROVISIONED(Level.INFO, "a device came for the first time, and is provisioned by a template"),
    DEVICE_NOT_PROVISIONED(Level.WARN, "a device of a registered authority came, and its template cannot be followed"),
    PROVISIONING_REJECTED(Level.INFO, "a device asked to be provisioned, and was rejected"),
    PROVISIONING_HOOK_FAILED(Level.WARN, "a pre-provisioning hook gave no verdict, and the device was rejected"),
    BULK_REGISTRATION_BEGUN(Level.INFO, "a task of bulk registration is being worked on, or is again"),
    BULK_REGISTRATION_ENDED(Level.INFO, "a task of bulk registration has read its file, or was stopped"),
    BULK_REGISTRATION_FAILED(Level.WARN, "a task of bulk registration could not go on"),

    // ---- Operators
    BOOTSTRAP_OFFERED(Level.INFO, "there is no operator yet, and a token that makes the first"),
    BOOTSTRAP_REFUSED(Level.WARN, "a token did not make the first operator"),
    OPERATOR_KEYS_UNUSABLE(Level.WARN, "access keys of operators cannot be opened, and open nothing"),

    // ---- The server's certificates
    DEVICE_CERTIFICATES_EXPIRING(Level.WARN, "active device certificates end within 30 days"),
    CERTIFICATE_ROTATED(Level.INFO, "an older certificate of a thing was deactivated: a newer one is in use"),
    CERTIFICATE_NOT_ROTATED(Level.WARN, "an older certificate of a thing could not be deactivated"),
    SERVER_CERTIFICATE_EXPIRING(Level.WARN, "a certificate of the server ends soon"),
    SERVER_CERTIFICATE_EXPIRED(Level.WARN, "a certificate of the server has ended"),
    SERVER_CERTIFICATE_REVOKED(Level.WARN, "the issuer revoked a certificate of the server"),
    SERVER_CERTIFICATE_KEPT(Level.WARN, "the memory of certificates that are shown no more was not given back"),
    STAPLE_IMPOSSIBLE(Level.WARN, "a certificate of the server names nobody to ask for an OCSP response"),
    STAPLE_FAILED(Level.WARN, "no new OCSP response was to be had for a certificate of the server"),

    // ---- What issuers say of devices' certificates
    CRL_LOADED(Level.INFO, "a CRL is in use"),
    CRL_FAILED(Level.WARN, "a CRL could not be had or used"),
    CRL_STALE(Level.WARN, "a CRL is past its nextUpdate"),
    CRL_OF_LAST_FETCH(Level.WARN, "the CRL that was kept of the last fetch counts, since none can be had"),
    CRL_NOT_KEPT(Level.WARN, "a fetched CRL counts, but could not be kept for the next start"),
    OCSP_UNANSWERED(Level.WARN, "no OCSP answer that counts was to be had about a device's certificate"),

    // ---- What is stored
    DATA_FOLDER_OPEN(Level.WARN, "other users of the machine can look into the data folder"),
    DATA_FOLDER_NOT_RELEASED(Level.WARN, "the lock of the data folder could not be closed"),
    STORE_TORN(Level.WARN, "the last write before a crash was torn off, and dropped"),
    STORE_FAILING(Level.ERROR, "the store cannot be written: nothing that must be stored is acknowledged"),
    STORE_NOT_SYNCED(Level.ERROR, "the write-ahead log could not be brought to the disk"),
    STORE_RECOVERED(Level.INFO, "the store can be written again"),
    REGISTRY_DIVERGED(
            Level.ERROR, "a change of the registry is on disk and not in memory: its certificates are refused"),
    REGISTRY_EVENTS_DROPPED(Level.WARN, "events of the registry were dropped"),
    LOG_FULL(Level.WARN, "messages were given up that sessions had not read"),
    LOG_NOT_TRIMMED(Level.WARN, "what sessions need of the log is not known now"),
    LOG_FILES_LEFT(Level.WARN, "files of messages that were given up are not deleted yet"),
    MESSAGES_UNREADABLE(Level.ERROR, "stored messages of a client cannot be read; its connection ends"),
    MESSAGE_GIVEN_UP(Level.ERROR, "a message of a shared subscription cannot be read by anybody"),
    HISTORY_NOT_STORED(Level.WARN, "the history of clients could not be stored"),
    HISTORY_UNREADABLE(Level.WARN, "stored histories of clients cannot be read, and begin anew"),
    HOUSEKEEPING_FAILED(Level.WARN, "a round of housekeeping failed; the next one comes"),
    CONTROL_PLANE_WAITS(Level.WARN, "the control plane opens when there is an operator"),
    CONTROL_PLANE_OPENED(Level.INFO, "the first operator is there, and the control plane open"),
    CONTROL_PLANE_NOT_OPENED(Level.ERROR, "the control plane could not be opened for the first operator"),
    CONTROL_PLANE_UNAUDITED(Level.ERROR, "a change at the control plane is not in the audit trail"),
    AUDIT_TORN(Level.WARN, "the last line of the audit log was not finished before a crash, and was cut off"),
    AUDIT_FAILED(Level.ERROR, "the audit log cannot be written: operators change nothing"),
    BACKUP_UNFINISHED(Level.WARN, "an unfinished backup could not be deleted"),

    // ---- What is sent to others
    SPANS_NOT_EXPORTED(Level.WARN, "the collector of OpenTelemetry did not take spans, which are lost"),

    // ---- Defects of the broker
    DEFECT(Level.ERROR, "a defect in a part of the broker, which goes on"),
    CLIENT_DEFECT(Level.ERROR, "a defect met one client; the others are served"),
    ADMIN_DEFECT(Level.ERROR, "a defect met an operation of the admin interface"),
    CONTROL_PLANE_DEFECT(Level.ERROR, "a defect met a request at the control plane");

    private final Level level;
    private final String meaning;
    private final String code = name().toLowerCase(Locale.ROOT);

    Event(Level level, String meaning) {
        this.level = level;
        this.meaning = meaning;
    }

    /** What stands in the line under {@code event}: {@code crl_stale}. */
    public String code() {
        return code;
    }

    /** At which lines about it are written. */
    public Level level() {
        return level;
    }

    /** One clause in plain words. */
    public String meaning() {
        return meaning;
    }
}
