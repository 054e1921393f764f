package io.gatehouse;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.tls.CertificateGate;
import io.gatehouse.tls.Doors;
import io.gatehouse.tls.ServerCertificates;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.tls.TlsConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TLS side of every listener, each with contexts and ticket keys of its own. All show the same certificates.
 *
 * @param each in the order of the configuration, at least one
 */
record ListenerTls(Map<ListenerSettings, ServerTls> each) implements AutoCloseable {
    static ListenerTls open(Configuration configuration, ServerCertificates certificates, CertificateGate gate)
            throws TlsConfigurationException {
        ListenerTls opened = new ListenerTls(new LinkedHashMap<>());
        try {
            for (ListenerSettings listener : configuration.listeners()) {
                opened.each.put(listener, ServerTls.open(configuration.tls(), Doors.of(listener), certificates, gate));
            }
            return opened;
        } catch (TlsConfigurationException | RuntimeException failure) {
            opened.close();
            throw failure;
        }
    }

    List<ServerTls> all() {
        return List.copyOf(each.values());
    }

    ServerTls first() {
        return each.values().iterator().next();
    }

    @Override
    public void close() {
        each.values().forEach(ServerTls::close);
    }
}
