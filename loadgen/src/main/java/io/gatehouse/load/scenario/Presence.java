package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.scenario.Casting.Hearing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which devices of a script are there: they come, subscribe and take part, come back where their connection breaks, and
 * leave. What is published while a connection is broken is lost to its device, and counted; what is published before a
 * device has come or when it has left is nobody's. Any thread.
 */
final class Presence {
    private final Fleet fleet;
    private final Casting casting;
    private final Traffic traffic;
    private final Session session;
    private final double resumed;
    private final Random random;
    private final Comeback comeback = new Comeback(this::trial);
    private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
    /** By the device's number. */
    private final Map<Integer, Map<Publisher, Stream>> hears = new ConcurrentHashMap<>();

    private final Map<String, Roster> rosters = new ConcurrentHashMap<>();
    private final Map<String, ThinkTimes> thinking = new ConcurrentHashMap<>();
    /** Of shared subscriptions, by publisher and account. */
    private final Map<List<Integer>, Stream> shared = new ConcurrentHashMap<>();

    Presence(Fleet fleet, Terms terms, Casting casting, Traffic traffic) {
        this.fleet = fleet;
        this.casting = casting;
        this.traffic = traffic;
        this.session = Session.transientOne(terms.keepAliveSeconds());
        this.resumed = terms.resumed();
        this.random = new Random(terms.seed());
    }

    /** Those that publish messages of this flow and are there. */
    Roster roster(String flow) {
        return rosters.computeIfAbsent(flow, name -> new Roster());
    }

    /** From now on, and no other flows. */
    void think(Map<String, ThinkTimes> flows) {
        thinking.clear();
        thinking.putAll(flows);
        fleet.devices().stream().filter(Device::isConnected).forEach(this::joinThinkers);
    }

    /**
     * Is tried until it is connected.
     *
     * @return whether it was at once
     */
    CompletableFuture<Boolean> come(Device device) {
        wanted.add(device.number());
        return trial(device).thenApply(there -> {
            if (!there) {
                comeback.goOn(device);
            }
            return there;
        });
    }

    private CompletableFuture<Boolean> trial(Device device) {
        if (!wanted.contains(device.number())) {
            return CompletableFuture.completedFuture(true);
        }
        boolean ticket = random.nextDouble() < resumed;
        return fleet.connect(device, session, ticket)
                .thenCompose(what -> what instanceof Connected
                        ? subscribe(device, new ArrayList<>(casting.hearingsOf(device)))
                        : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> subscribe(Device device, List<Hearing> hearings) {
        if (hearings.isEmpty()) {
            join(device);
            return CompletableFuture.completedFuture(true);
        }
        Hearing next = hearings.removeFirst();
        List<Stream> streams =
                next.publishers().stream().map(each -> open(each, next, device)).toList();
        return fleet.subscribe(device, next.filter(), next.qos()).thenCompose(granted -> {
            if (granted) {
                for (int i = 0; i < streams.size(); i++) {
                    streams.get(i).promised(next.publishers().get(i).published());
                }
            }
            return subscribe(device, hearings);
        });
    }

    /** Before the broker hears of it. One that comes back goes on with its account. */
    private Stream open(Publisher publisher, Hearing hearing, Device device) {
        if (hearing.isShared()) {
            return shared.computeIfAbsent(
                    List.of(publisher.number(), hearing.account()), key -> traffic.open(publisher, hearing.account()));
        }
        return hears.computeIfAbsent(device.number(), number -> new ConcurrentHashMap<>())
                .computeIfAbsent(publisher, each -> traffic.open(each, hearing.account()));
    }

    private void join(Device device) {
        if (!wanted.contains(device.number())) {
            fleet.disconnect(device);
            return;
        }
        if (!device.isConnected()) {
            return; // ended meanwhile, and on its way back
        }
        casting.publishersOf(device)
                .forEach((flow, publishers) ->
                        publishers.forEach(each -> roster(flow).join(each)));
        joinThinkers(device);
    }

    private void joinThinkers(Device device) {
        casting.publishersOf(device).forEach((flow, publishers) -> {
            ThinkTimes times = thinking.get(flow);
            if (times != null) {
                times.join(device, publishers);
            }
        });
    }

    private void leaveRosters(Device device) {
        casting.publishersOf(device)
                .forEach((flow, publishers) ->
                        publishers.forEach(each -> roster(flow).leave(each)));
    }

    /** With DISCONNECT. */
    void leave(Device device) {
        wanted.remove(device.number());
        leaveRosters(device);
        Map<Publisher, Stream> streams = hears.remove(device.number());
        if (streams != null) {
            streams.values().forEach(Stream::close);
        }
        fleet.disconnect(device);
    }

    /** Its connection broke. */
    void ended(Device device) {
        leaveRosters(device);
        if (wanted.contains(device.number())) {
            comeback.goOn(device);
        }
    }

    /** How many are to be there. */
    int wanted() {
        return wanted.size();
    }

    /** Nobody comes back any more. */
    void stop() {
        comeback.stop();
    }
}
