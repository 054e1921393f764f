package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All meters of the broker and the Prometheus registry they live in. Any thread; made once, at the start, and closed at
 * the stop.
 *
 * <p>What happens per message is counted in {@link LoopCounters}, one for each event loop, and summed up when somebody
 * looks. What happens per connection is rarer and uses Micrometer's meters directly.
 */
public final class Metrics implements AutoCloseable {
    private static final int WALK_SECONDS = 1;
    private static final int COUNT_SECONDS = 60;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LoopCounters[] loops;
    private final ConnectionMetrics connections = new ConnectionMetrics(registry);
    private final TlsMetrics tls = new TlsMetrics(registry);
    private final ReloadMetrics reloads = new ReloadMetrics(registry);
    private final ControlMetrics control = new ControlMetrics(registry);
    private final ProvisioningMetrics provisioning = new ProvisioningMetrics(registry);
    private final FirstConnectMetrics firstConnects = new FirstConnectMetrics(registry);
    private final Counter rotated = Counter.builder("gatehouse.certificates.rotated")
            .description("Older certificates of things that were deactivated because a newer one is in use")
            .register(registry);
    private final IssuingMetrics issuing = new IssuingMetrics(registry);
    private final HttpMetrics http = new HttpMetrics(registry);
    private final RegistryEventMetrics registryEvents = new RegistryEventMetrics(registry);
    private final JobRequestMetrics jobRequests = new JobRequestMetrics(registry);
    private final JobMetrics jobs = new JobMetrics(registry);
    private final BulkRegistrationMetrics bulkRegistration = new BulkRegistrationMetrics(registry);
    private final Timer policyPropagation;
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final List<LongSupplier> counts = new ArrayList<>(); // the registry holds them weakly

    /**
     * All meters, at zero.
     *
     * @param loopCount event loops of this process; each writes the counters of its index
     */
    public Metrics(int loopCount) {
        loops = IntStream.range(0, loopCount).mapToObj(i -> new LoopCounters()).toArray(LoopCounters[]::new);
        policyPropagation = Timer.builder("gatehouse.policy.propagation")
                .description("From a policy change on disk until every live session decides by it")
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
        registerLoopCounters();
    }

    /** The counters that event loop {@code index} writes, and nobody else. */
    public LoopCounters loop(int index) {
        return loops[index];
    }

    public ConnectionMetrics connections() {
        return connections;
    }

    public TlsMetrics tls() {
        return tls;
    }

    public ControlMetrics control() {
        return control;
    }

    public ProvisioningMetrics provisioning() {
        return provisioning;
    }

    public FirstConnectMetrics firstConnects() {
        return firstConnects;
    }

    public IssuingMetrics issuing() {
        return issuing;
    }

    /** An older certificate of a thing was deactivated, because a newer one is in use. */
    public void certificateRotated() {
        rotated.increment();
    }

    public ReloadMetrics reloads() {
        return reloads;
    }

    public HttpMetrics http() {
        return http;
    }

    public RegistryEventMetrics registryEvents() {
        return registryEvents;
    }

    public JobRequestMetrics jobRequests() {
        return jobRequests;
    }

    public BulkRegistrationMetrics bulkRegistration() {
        return bulkRegistration;
    }

    public JobMetrics jobs() {
        return jobs;
    }

    /** For meters of a package that belong to nobody else; names begin with {@code gatehouse.}. */
    public MeterRegistry registry() {
        return registry;
    }

    /** The Prometheus text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    public void sessions(LongSupplier count) {
        gauge("gatehouse.sessions", "Sessions, connected or not", count);
    }

    /** @param count sessions of which the store has a record */
    public void storedSessions(LongSupplier count) {
        gauge("gatehouse.sessions.stored", "Sessions that a restart finds again", count);
    }

    /**
     * The log of messages that persistent sessions are owed.
     *
     * @param maxBytes at which messages are given up that are still owed
     * @param begin the first position that is kept, and {@code end} the one after the last: a large message may skip
     *     some
     * @param untold messages that are stored and that no receiver has been told of yet
     */
    public void log(
            LongSupplier bytes, LongSupplier maxBytes, LongSupplier begin, LongSupplier end, LongSupplier untold) {
        gauge("gatehouse.log.bytes", "Messages in the log, before compression", bytes);
        gauge("gatehouse.log.max.bytes", "Where the log is trimmed", maxBytes);
        gauge("gatehouse.log.begin", "First position of the log that is kept", begin);
        gauge("gatehouse.log.end", "Position after the last message of the log", end);
        gauge("gatehouse.log.untold", "Messages that are stored and on their way to the event loops", untold);
    }

    /** @param appended messages since the start */
    public void logWritten(LongSupplier appended) {
        counter("gatehouse.log.appended", "Messages stored because a persistent session matched", appended);
    }

    /**
     * What waits for receivers. A walk over all sessions, at most one in {@value #WALK_SECONDS} s; {@code walk} answers
     * {@code null} where it could not look.
     */
    public <T> void waiting(
            Supplier<@Nullable T> walk,
            ToLongFunction<T> messages,
            ToLongFunction<T> bytes,
            ToLongFunction<T> unwritable) {
        Lately<T> lately = new Lately<>(walk, Duration.ofSeconds(WALK_SECONDS));
        figure("gatehouse.session.queue.messages", "Messages that wait for room or for a client", lately, messages);
        figure("gatehouse.session.queue.bytes", "What these messages weigh, topics included", lately, bytes);
        figure("gatehouse.connections.unwritable", "Clients that do not read what is sent to them", lately, unwritable);
    }

    /**
     * Registered device certificates.
     *
     * @param statuses all there are
     * @param walk over all of them, at most once in {@value #COUNT_SECONDS} s
     */
    public void deviceCertificates(List<String> statuses, Supplier<DeviceCertificateCount> walk) {
        Lately<DeviceCertificateCount> lately = new Lately<>(walk::get, Duration.ofSeconds(COUNT_SECONDS));
        for (String status : statuses) {
            for (DeviceCertificateCount.Left left : DeviceCertificateCount.Left.values()) {
                Gauge.builder("gatehouse.device.certificates", lately, from -> from.figure(all -> all.of(status, left)))
                        .description("Registered device certificates, by how long they are still good")
                        .tag("status", status.toLowerCase(Locale.ROOT))
                        .tag("expires_within", left.label())
                        .strongReference(true)
                        .register(registry);
            }
        }
    }

    /**
     * @param loop number of the event loop
     * @param worstNanos how late it was lately, at most
     */
    public void loopLag(int loop, LongSupplier worstNanos) {
        Gauge.builder("gatehouse.event.loop.lag", worstNanos, worst -> worst.getAsLong() / 1e9)
                .description("How late an event loop came to what was due, the most of the last 15 to 30 seconds")
                .baseUnit("seconds")
                .tag("loop", Integer.toString(loop))
                .strongReference(true)
                .register(registry);
    }

    /** Whether traffic should be sent here, and what is against it. */
    public void health(HealthState health) {
        gauge("gatehouse.ready", "1 while the broker is ready, as /readyz answers", () -> health.isReady() ? 1 : 0);
        for (HealthCheck check : HealthCheck.values()) {
            Gauge.builder(
                            "gatehouse.health.check.failing",
                            health,
                            of -> of.failing().containsKey(check) ? 1 : 0)
                    .description("1 while this check of /readyz fails")
                    .tag("check", check.label())
                    .strongReference(true)
                    .register(registry);
        }
    }

    /**
     * Memory of the whole process.
     *
     * @param limit 0 where none is configured
     * @param liveHeap bytes that were alive after the last collection
     */
    public void memory(
            LongSupplier limit, LongSupplier liveHeap, BooleanSupplier heapTight, BooleanSupplier buffersTight) {
        gauge("gatehouse.memory.limit.bytes", "memory.limit; 0 for none", limit);
        gauge("gatehouse.memory.live.heap.bytes", "Bytes of the heap that the last collection left", liveHeap);
        tight("heap", heapTight);
        tight("buffers", buffersTight);
    }

    private void tight(String pool, BooleanSupplier isTight) {
        Gauge.builder("gatehouse.memory.tight", isTight, tight -> tight.getAsBoolean() ? 1 : 0)
                .description("1 while a pool of memory is nearly used up")
                .tag("pool", pool)
                .strongReference(true)
                .register(registry);
    }

    public void retainedMessages(LongSupplier count) {
        gauge("gatehouse.retained.messages", "Retained messages", count);
    }

    public void subscriptions(LongSupplier count) {
        gauge("gatehouse.subscriptions", "Subscriptions of all sessions, shared ones included", count);
    }

    /**
     * Connections that were accepted and are not admitted yet.
     *
     * @param bytes that they have sent
     * @param addresses that are remembered
     * @param pauses times that a listener stopped accepting, since the start
     */
    public void newcomers(LongSupplier count, LongSupplier bytes, LongSupplier addresses, LongSupplier pauses) {
        gauge("gatehouse.newcomers", "Connections that were accepted and are not admitted yet", count);
        gauge("gatehouse.newcomers.bytes", "Bytes that connections sent that are not admitted yet", bytes);
        gauge("gatehouse.newcomers.addresses", "Addresses whose newcomers or rates are remembered", addresses);
        counter("gatehouse.accept.pauses", "Times a listener stopped accepting because of its newcomers", pauses);
    }

    /**
     * What is remembered of clients.
     *
     * @param dropped events that found no room on their way, since the start
     */
    public void history(LongSupplier clients, LongSupplier bytes, LongSupplier dropped) {
        gauge("gatehouse.history.clients", "Clients whose last events are remembered", clients);
        gauge("gatehouse.history.bytes", "Memory of the last events of all clients", bytes);
        counter(
                "gatehouse.history.dropped",
                "Events that came faster than the history of clients could take them in",
                dropped);
    }

    /**
     * Certificates that several connected clients have.
     *
     * @param now how many there are
     * @param found how often a client came with one that another had, since the start
     */
    public void sharedCertificates(LongSupplier now, LongSupplier found) {
        gauge("gatehouse.certificates.shared", "Certificates that two or more connected clients have", now);
        counter(
                "gatehouse.certificates.shared.connects",
                "Clients that came with a certificate which another connected client had, refused ones included",
                found);
    }

    /**
     * A policy change reached every session it concerns.
     *
     * @param nanos from the change on disk until the last session decided by it
     */
    public void policyPropagated(long nanos) {
        policyPropagation.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** @param remaining clients that a broker that stops has still to tell */
    public void drain(LongSupplier remaining) {
        gauge("gatehouse.drain.remaining.clients", "Clients that a broker that stops has still to tell", remaining);
    }

    public void buildInfo(String version, String revision, String tlsEngine) {
        Gauge.builder("gatehouse.build.info", () -> 1)
                .description("Always 1; the labels say what runs")
                .tag("version", version)
                .tag("revision", revision)
                .tag("java", Runtime.version().toString())
                .tag("tls_engine", tlsEngine)
                .register(registry);
    }

    /** Memory, garbage collection, threads, processor and file descriptors of this process. */
    public void bindJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("process.resident.memory", ProcessMemory::residentBytes)
                .description("Memory of this process as the kernel counts it")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Memory of the buffer allocator and tasks that wait for the event loops. */
    public void bindNetty(ByteBufAllocatorMetricProvider allocator, Iterable<EventExecutor> eventLoops) {
        new NettyAllocatorMetrics(allocator).bindTo(registry);
        new NettyEventExecutorMetrics(eventLoops).bindTo(registry);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private void gauge(String name, String description, LongSupplier count) {
        Gauge.builder(name, count, LongSupplier::getAsLong)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private <T> void figure(String name, String description, Lately<T> lately, ToLongFunction<T> of) {
        Gauge.builder(name, lately, from -> from.figure(of))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void counter(String name, String description, LongSupplier count) {
        counts.add(count);
        FunctionCounter.builder(name, count, LongSupplier::getAsLong)
                .description(description)
                .register(registry);
    }

    private void registerLoopCounters() {
        for (int type = 1; type < LoopCounters.PACKET_TYPES.size(); type++) {
            String name = LoopCounters.PACKET_TYPES.get(type);
            var packets = new Summed("gatehouse.packets", "MQTT control packets");
            if (LoopCounters.RECEIVED.contains(name)) {
                sum(packets, LoopCounters.PACKETS_RECEIVED + type, "direction", "received", "type", name);
            }
            if (LoopCounters.SENT.contains(name)) {
                sum(packets, LoopCounters.PACKETS_SENT + type, "direction", "sent", "type", name);
            }
        }
        var bytes = new Summed("gatehouse.bytes", "Bytes of MQTT, without TLS");
        sum(bytes, LoopCounters.BYTES_RECEIVED, "direction", "received");
        sum(bytes, LoopCounters.BYTES_SENT, "direction", "sent");
        var publish = new Summed("gatehouse.publish", "Messages received from clients and sent to receivers");
        for (int qos = 0; qos < LoopCounters.QOS_LEVELS; qos++) {
            String level = Integer.toString(qos);
            sum(publish, LoopCounters.PUBLISH_RECEIVED + qos, "direction", "received", "qos", level);
            sum(publish, LoopCounters.PUBLISH_DELIVERED + qos, "direction", "sent", "qos", level);
        }
        var dropped = new Summed("gatehouse.messages.dropped", "Messages not delivered to one receiver");
        for (int i = 0; i < LoopCounters.DROP_REASONS.size(); i++) {
            sum(
                    dropped,
                    LoopCounters.DROPPED + i,
                    "reason",
                    LoopCounters.DROP_REASONS.get(i).name());
        }
        var decisions = new Summed("gatehouse.authz.decisions", "Policy decisions");
        for (int i = 0; i < LoopCounters.ACTIONS.size(); i++) {
            String action = LoopCounters.ACTIONS.get(i);
            sum(decisions, LoopCounters.ALLOWED + i, "action", action, "decision", "allow", "cause", "none");
            sum(decisions, LoopCounters.DENIED + i, "action", action, "decision", "deny", "cause", "implicit");
            sum(
                    decisions,
                    LoopCounters.DENIED_EXPLICITLY + i,
                    "action",
                    action,
                    "decision",
                    "deny",
                    "cause",
                    "explicit");
        }
        sum(
                new Summed("gatehouse.session.takeovers", "Connections that lost their session to a newer one"),
                LoopCounters.TAKEOVERS);
        sum(new Summed("gatehouse.flushes", "Flushes of connections"), LoopCounters.FLUSHES);
    }

    private record Summed(String name, String description) {}

    private void sum(Summed meter, int slot, String... tags) {
        FunctionCounter.builder(meter.name(), loops, all -> {
                    double total = 0;
                    for (LoopCounters loop : all) {
                        total += loop.read(slot);
                    }
                    return total;
                })
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }
}
