package io.gatehouse;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Loops;
import io.gatehouse.reload.Reloadable;
import io.gatehouse.reload.Reloaded;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.tls.ServerCertificate;
import io.gatehouse.tls.ServerCertificateFiles;
import io.gatehouse.tls.ServerCertificates;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.tls.TlsConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The certificates that the server shows: new ones for every listener, or for none. On the reloading thread. */
final class CertificateReload implements Reloadable {
    private static final Log log = Log.of(CertificateReload.class);

    private final List<ServerTls> listeners;
    private final Loops loops;
    private final @Nullable CertificateAndKey development;
    private ServerCertificateFiles files;

    CertificateReload(ServerIdentity identity, List<ServerTls> listeners, Loops loops) {
        this.development = identity.development();
        this.files = identity.files();
        this.listeners = listeners;
        this.loops = loops;
    }

    /** Other files are meant from now on; their content is applied by the next {@link #reload}. */
    void files(ServerCertificateFiles fresh) {
        files = fresh;
    }

    @Override
    public String name() {
        return "server certificates";
    }

    @Override
    public List<Path> files() {
        return files.paths();
    }

    @Override
    public Reloaded reload() {
        try {
            ServerCertificates fresh = files.read(development);
            if (fresh.sameAs(listeners.getFirst().certificates())) {
                return new Reloaded.Unchanged();
            }
            show(fresh);
            return new Reloaded.Changed(
                    fresh.all().stream().map(CertificateReload::line).toList(), List.of());
        } catch (TlsConfigurationException refused) {
            return new Reloaded.Failed(List.of(String.valueOf(refused.getMessage())));
        }
    }

    private static String line(ServerCertificate certificate) {
        return certificate + ", valid until " + certificate.notAfter();
    }

    private void show(ServerCertificates fresh) throws TlsConfigurationException {
        List<ServerTls.Showing> ready = new ArrayList<>(listeners.size());
        try {
            for (ServerTls listener : listeners) {
                ready.add(listener.prepare(fresh));
            }
            List<AutoCloseable> before =
                    ready.stream().map(ServerTls.Showing::show).toList();
            closeAfterATurn(before);
        } finally {
            ready.forEach(ServerTls.Showing::close);
        }
    }

    private void closeAfterATurn(List<AutoCloseable> unused) {
        var _ = loops.onEach(loop -> {}).thenRun(() -> unused.forEach(CertificateReload::close));
    }

    private static void close(AutoCloseable unused) {
        try {
            unused.close();
        } catch (Exception failed) {
            log.at(Event.SERVER_CERTIFICATE_KEPT)
                    .setCause(failed)
                    .log("certificates that are not shown any more were not given back; going on");
        }
    }
}
