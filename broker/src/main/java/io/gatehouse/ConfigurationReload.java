package io.gatehouse;

import io.gatehouse.config.ConfigProblem;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationLoader;
import io.gatehouse.config.ConfigurationSource;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.LoggingSettings;
import io.gatehouse.config.Setting;
import io.gatehouse.log.LogLevels;
import io.gatehouse.reload.Reloadable;
import io.gatehouse.reload.Reloaded;
import io.gatehouse.transport.ConnectionContext;
import io.gatehouse.transport.Listener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration file. What a running broker can change, it changes: limits of listeners and of newcomers, levels of
 * the log, and which files the server's certificates are in. Of everything else it says that it needs a restart. On the
 * reloading thread.
 */
final class ConfigurationReload implements Reloadable {
    private final ConfigurationSource source;
    private final ConnectionContext connections;
    private final List<Listener> listeners;
    private final CertificateReload certificates;
    private final LogLevels levels;
    private final Map<String, String> current;

    ConfigurationReload(
            ConfigurationSource source,
            Configuration configuration,
            ConnectionContext connections,
            List<Listener> listeners,
            CertificateReload certificates,
            LogLevels levels) {
        this.source = source;
        this.connections = connections;
        this.listeners = listeners;
        this.certificates = certificates;
        this.levels = levels;
        this.current = source.load() instanceof ConfigurationLoader.Loaded loaded
                        && loaded.configuration().equals(configuration)
                ? values(loaded.settings())
                : new LinkedHashMap<>(); // changed since it was read: the first reload tells all of it
        apply(configuration.logging());
    }

    private static Map<String, String> values(List<Setting> settings) {
        return settings.stream()
                .collect(Collectors.toMap(Setting::key, Setting::value, (first, _) -> first, LinkedHashMap::new));
    }

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public List<Path> files() {
        return Stream.ofNullable(source.file()).toList();
    }

    @Override
    public Reloaded reload() {
        return switch (source.load()) {
            case ConfigurationLoader.Invalid(var problems) ->
                new Reloaded.Failed(
                        problems.stream().map(ConfigProblem::toString).toList());
            case ConfigurationLoader.Loaded(var configuration, var settings) -> apply(configuration, values(settings));
        };
    }

    private Reloaded apply(Configuration configuration, Map<String, String> fresh) {
        List<String> applied = new ArrayList<>();
        List<String> needRestart = new ArrayList<>();
        Stream.concat(current.keySet().stream(), fresh.keySet().stream())
                .distinct()
                .filter(key -> !Objects.equals(current.get(key), fresh.get(key)))
                .forEach(key -> (isApplied(key) ? applied : needRestart).add(line(key, fresh)));
        if (applied.isEmpty() && needRestart.isEmpty()) {
            return new Reloaded.Unchanged();
        }
        certificates.files(ServerIdentity.files(configuration));
        limit(configuration.listeners());
        connections.limitNewcomers(configuration.newcomers());
        apply(configuration.logging());
        // What needs a restart is told again by the next reload: it is still so.
        current.keySet().removeIf(this::isApplied);
        fresh.forEach((key, value) -> {
            if (isApplied(key)) {
                current.put(key, value);
            }
        });
        return new Reloaded.Changed(applied, needRestart);
    }

    private String line(String key, Map<String, String> fresh) {
        return key + ": " + fresh.getOrDefault(key, "nothing") + " (was: " + current.getOrDefault(key, "nothing") + ")";
    }

    private boolean isApplied(String key) {
        return key.startsWith("logging.")
                || key.startsWith("newcomers.")
                || key.startsWith("server-certificates.")
                || key.matches("tls\\.(rsa-)?(certificate|key|ocsp-response)")
                || listeners.stream()
                        .anyMatch(listener -> key.equals("listeners." + listener.name() + ".max-connections")
                                || key.equals("listeners." + listener.name() + ".max-connect-rate"));
    }

    private void limit(List<ListenerSettings> fresh) {
        for (Listener listener : listeners) {
            fresh.stream()
                    .filter(settings -> settings.name().equals(listener.name()))
                    .forEach(settings -> listener.limit(settings.maxConnections(), settings.maxConnectRate()));
        }
    }

    private void apply(LoggingSettings logging) {
        Map<String, String> byName = new LinkedHashMap<>();
        logging.byName().forEach((name, level) -> byName.put(name, level.name()));
        levels.set(logging.level() == null ? null : logging.level().name(), byName);
    }
}
