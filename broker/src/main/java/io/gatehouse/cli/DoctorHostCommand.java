package io.gatehouse.cli;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationLoader;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.control.AdminAddress;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.NativeTls;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "This machine: open files, accept queue, memory, clock, JDK, native libraries, disk of the data folder.",
            "Of a broker that runs on the data folder its own limits are read, otherwise those of this shell."
        })
final class DoctorHostCommand implements Callable<Integer> {
    /** For the store, the log, the probes and the JVM itself. */
    private static final long FILES_BESIDE_CONNECTIONS = 1_000;

    private final Console console;
    private final HostFacts facts;
    private final ClockExam clock;

    DoctorHostCommand(Console console) {
        this(console, HostFacts.ofThisMachine(), ClockExam.ofThisMachine());
    }

    DoctorHostCommand(Console console, HostFacts facts, ClockExam clock) {
        this.console = console;
        this.facts = facts;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Findings findings = new Findings();
        examine(findings);
        return findings.print(console);
    }

    void examine(Findings findings) {
        Configuration configuration = switch (Settings.read(console, null, List.of())) {
            case ConfigurationLoader.Loaded loaded -> loaded.configuration();
            // What is wrong with it is for doctor config.
            case ConfigurationLoader.Invalid _ -> Configuration.defaultsOf(io.gatehouse.config.Compatibility.EXTENDED);
        };
        AdminAddress broker = broker();
        openFiles(findings.about("open files"), configuration.listeners(), broker);
        acceptQueue(findings.about("accept queue"), configuration.listeners());
        memory(findings.about("memory"), broker);
        clock.examine(findings.about("clock"));
        java(findings.about("JDK and native libraries"), configuration.tls().engine());
        Path data = console.environment().resolve(configuration.store().dataDirectory());
        new DiskExam(findings.about("disk of " + data)).examine(data);
    }

    private @Nullable AdminAddress broker() {
        try (AdminClient client = console.client()) {
            return client.address();
        }
    }

    private void openFiles(Findings findings, List<ListenerSettings> listeners, @Nullable AdminAddress broker) {
        OptionalLong ofBroker =
                broker == null ? OptionalLong.empty() : facts.openFiles(String.valueOf(broker.process()));
        OptionalLong limit = ofBroker.isPresent() ? ofBroker : facts.openFiles("self");
        String whose = ofBroker.isPresent() ? "the running broker" : "a process of this shell";
        if (limit.isEmpty()) {
            findings.note(
                    "the limit of open files cannot be seen here",
                    "every connection is one; Linux tells it in /proc",
                    "look with: ulimit -n");
            return;
        }
        long wanted =
                listeners.stream().mapToLong(ListenerSettings::maxConnections).sum() + FILES_BESIDE_CONNECTIONS;
        long have = limit.getAsLong();
        if (have >= wanted) {
            findings.ok(whose + " may open " + (have == Long.MAX_VALUE ? "any number of files" : have + " files"));
            return;
        }
        String why = "every connection is one; the listeners may take " + (wanted - FILES_BESIDE_CONNECTIONS)
                + ", and a broker at the limit accepts nobody";
        String remedy = "ulimit -n " + wanted + " before starting it (systemd: LimitNOFILE=" + wanted
                + "), or lower listeners.<name>.max-connections to what you need";
        String what = whose + " may open " + have + " files";
        if (have < 4096) {
            findings.problem(what, why, remedy);
        } else {
            findings.warning(what, why, remedy);
        }
    }

    private void acceptQueue(Findings findings, List<ListenerSettings> listeners) {
        OptionalLong longest = facts.acceptQueue();
        if (longest.isEmpty()) {
            findings.note(
                    "the kernel's longest accept queue cannot be seen here",
                    "whoever does not fit when a fleet reconnects waits and tries again; Linux tells it in /proc",
                    "look on the host with: sysctl net.core.somaxconn");
            return;
        }
        for (ListenerSettings listener : listeners) {
            String configured = "listener " + listener.name() + " asks for " + listener.backlog();
            if (listener.backlog() > longest.getAsLong()) {
                findings.warning(
                        configured + " and gets " + longest.getAsLong(),
                        "when a fleet reconnects at once, whoever does not fit waits and tries again",
                        "sysctl -w net.core.somaxconn=" + listener.backlog());
            } else {
                findings.ok(configured + ", the kernel gives up to " + longest.getAsLong());
            }
        }
    }

    private void memory(Findings findings, @Nullable AdminAddress broker) {
        OptionalLong memory = facts.memory();
        if (memory.isEmpty()) {
            findings.note(
                    "the memory of this machine cannot be seen here",
                    "heap and buffers must fit into it; Linux tells it in /proc",
                    "compare the machine's memory, or the container's, with -Xmx and -XX:MaxDirectMemorySize");
            return;
        }
        String running = broker == null ? null : facts.commandLine(broker.process());
        String options = running != null ? running : console.environment().variable("GATEHOUSE_JAVA_OPTS");
        JvmMemory jvm = JvmMemory.of(options == null ? "" : options, memory.getAsLong());
        String sizes = JvmMemory.inWords(memory.getAsLong()) + " here; heap up to " + JvmMemory.inWords(jvm.heap())
                + ", buffers outside of it up to " + JvmMemory.inWords(jvm.direct());
        if (jvm.heap() + jvm.direct() > memory.getAsLong() / 10 * 9) {
            findings.problem(
                    sizes,
                    "when both are used the kernel ends the broker without a word",
                    "set both so that a tenth and more is left: GATEHOUSE_JAVA_OPTS=\"-Xmx…"
                            + " -XX:MaxDirectMemorySize=…\"");
        } else {
            findings.ok(sizes);
        }
        if (jvm.heap() < 128L << 20) {
            findings.warning(
                    "a heap of " + JvmMemory.inWords(jvm.heap()) + " is small",
                    "about 10,000 idle connections need as much",
                    "give it more: GATEHOUSE_JAVA_OPTS=\"-Xmx512m\"");
        }
    }

    private static void java(Findings findings, TlsSettings.Engine engine) {
        findings.ok("Java " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
        if (Epoll.isAvailable()) {
            findings.ok("Netty's epoll loads");
        } else {
            findings.warning(
                    "Netty's epoll does not load",
                    "the JDK's own selector is used, which is slower: " + Epoll.unavailabilityCause(),
                    "run it on Linux with glibc on x86_64 or aarch64");
        }
        // Which of the two is looked for, the launcher has decided: see broker/docs/tls.md.
        switch (NativeTls.of(engine)) {
            case NativeTls.Loaded(String version) -> findings.ok(version + " loads");
            case NativeTls.Unneeded _ -> findings.ok("tls.engine is jdk: no native TLS library is needed");
            case NativeTls.Missing(String why, String remedy) ->
                findings.problem("the native TLS library is not the one that is configured", why, remedy);
        }
    }
}
