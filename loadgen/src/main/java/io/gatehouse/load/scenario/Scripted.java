package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Phase;
import io.gatehouse.load.script.Group;
import io.gatehouse.load.script.Pace;
import io.gatehouse.load.script.Script;
import io.gatehouse.load.script.ScriptPhase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has written down: groups of devices that come and go, and messages between them, phase by phase. Who is
 * in no phase's numbers is connected from the beginning.
 */
public final class Scripted implements Scenario {
    private final Script script;
    private final String topics;
    private volatile @Nullable Performance performance;

    /** While it is played. */
    private record Performance(Casting casting, Traffic traffic, Presence presence) {}

    /** @param topics what all topics and filters stand behind */
    public Scripted(Script script, String topics) {
        this.script = script;
        this.topics = topics;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Traffic traffic = new Traffic(stage);
        Casting casting = new Casting(script, topics, fleet, traffic);
        Presence presence = new Presence(fleet, stage.terms(), casting, traffic);
        Performance now = new Performance(casting, traffic, presence);
        performance = now;
        for (Group group : script.groups()) {
            if (!script.comesAndGoes(group)) {
                fleet.all(Casting.devices(group, fleet), stage.terms().connectRate(), stage::isStopped, presence::come);
            }
        }
        Map<String, Integer> there = new HashMap<>();
        for (ScriptPhase phase : script.phases()) {
            if (!stage.isStopped()) {
                stage.enter(phase.warmUp() ? Phase.WARMING_UP : Phase.MEASURING, phase.name());
                play(phase, there, now, fleet, stage);
            }
        }
        stage.enter(Phase.ENDING);
        presence.stop();
        traffic.drain();
        traffic.countLosses();
        long open = fleet.devices().stream().filter(Device::isConnected).count();
        stage.found("connected at the end", open + " of " + presence.wanted() + " that were to be");
        removeRetained(now, fleet, stage.terms());
        fleet.disconnectAll();
    }

    private void play(ScriptPhase phase, Map<String, Integer> there, Performance now, Fleet fleet, Stage stage) {
        Presence presence = now.presence();
        long begun = System.nanoTime();
        List<Recurring> recurring = new ArrayList<>();
        for (Group group : script.groups()) {
            Integer target = phase.connected().get(group.name());
            if (target != null) {
                int before = Objects.requireNonNullElse(there.put(group.name(), target), 0);
                List<Device> devices = Casting.devices(group, fleet);
                recurring.add(
                        target >= before
                                ? new Arrivals(devices.subList(before, target), begun, phase.duration(), presence::come)
                                : new Arrivals(
                                        devices.subList(target, before).reversed(),
                                        begun,
                                        phase.duration(),
                                        presence::leave));
            }
        }
        Map<String, ThinkTimes> thinking = new HashMap<>();
        phase.send().forEach((flow, pace) -> {
            switch (pace) {
                case Pace.Rate(double from, double to) ->
                    recurring.add(new AtRate(
                            new Ramp(from, to, phase.duration()), begun, presence.roster(flow), now.traffic()));
                case Pace.Think think ->
                    thinking.put(
                            flow,
                            new ThinkTimes(think, now.traffic(), stage.terms().seed(), Thread.currentThread()));
            }
        });
        recurring.addAll(thinking.values());
        presence.think(thinking);
        Pacer.run(recurring, begun + phase.duration().toNanos(), stage::isStopped);
    }

    /** Who has left comes back for it. */
    private static void removeRetained(Performance now, Fleet fleet, Terms terms) throws InterruptedException {
        List<Publisher> retaining = now.casting().retaining();
        List<Device> away = retaining.stream()
                .map(Publisher::device)
                .filter(device -> !device.isConnected())
                .distinct()
                .toList();
        fleet.connectAll(away, Session.transientOne(terms.keepAliveSeconds()), false, terms.connectRate(), () -> false);
        now.traffic()
                .removeRetained(retaining.stream()
                        .filter(publisher -> publisher.device().isConnected())
                        .toList());
    }

    /** What a subscription brings of retained messages is in nobody's account. */
    @Override
    public void received(Device device, Mqtt5Publish publish) {
        Performance now = performance;
        if (now != null && !publish.isRetain()) {
            now.traffic().received(publish, device.number(), true, now.casting().sharesOf(device));
        }
    }

    @Override
    public void ended(Device device, Failure failure) {
        Performance now = performance;
        if (now != null) {
            now.presence().ended(device);
        }
    }
}
