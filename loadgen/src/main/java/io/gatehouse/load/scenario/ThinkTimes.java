package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.script.Pace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages of one kind by devices that think between them: each is due so long behind the end of the device's last one.
 * Devices join on any thread; the rest is the pacer's, but for what settles on event loops.
 */
final class ThinkTimes implements Recurring {
    private final Pace.Think think;
    private final Traffic traffic;
    private final long seed;
    private final Thread pacer;
    private final PriorityBlockingQueue<Turn> turns =
            new PriorityBlockingQueue<>(16, Comparator.comparingLong(Turn::due));
    /** By the device's number. */
    private final Map<Integer, Thinker> thinkers = new ConcurrentHashMap<>();

    private record Turn(long due, Thinker thinker) {}

    /** A device with what it publishes, one after the other. The pacer's, but for its random numbers. */
    private static final class Thinker {
        private final Device device;
        private final List<Publisher> publishers = new ArrayList<>();
        private final Random random;
        private int turn;

        Thinker(Device device, Random random) {
            this.device = device;
            this.random = random;
        }

        Publisher next() {
            turn = turn < publishers.size() ? turn : 0;
            return publishers.get(turn++);
        }
    }

    /** @param pacer is woken when something is due earlier than it knew */
    ThinkTimes(Pace.Think think, Traffic traffic, long seed, Thread pacer) {
        this.think = think;
        this.traffic = traffic;
        this.seed = seed;
        this.pacer = pacer;
    }

    /**
     * A device is there. It begins somewhere in its first think time, so that not all publish in one moment.
     *
     * @param publishers all of this kind that it has
     */
    void join(Device device, List<Publisher> publishers) {
        Thinker thinker = new Thinker(device, new Random(seed + device.number()));
        thinker.publishers.addAll(publishers);
        if (!publishers.isEmpty() && thinkers.putIfAbsent(device.number(), thinker) == null) {
            turn(thinker, thinker.random.nextLong(think.most().toNanos()));
        }
    }

    private void turn(Thinker thinker, long wait) {
        turns.add(new Turn(System.nanoTime() + wait, thinker));
        LockSupport.unpark(pacer);
    }

    private void again(Thinker thinker) {
        turn(
                thinker,
                thinker.random.nextLong(think.least().toNanos(), think.most().toNanos() + 1));
    }

    @Override
    public long due() {
        Turn first = turns.peek();
        return first == null ? Recurring.never() : first.due();
    }

    @Override
    public void happen() {
        Turn turn = turns.poll();
        if (turn == null) {
            return;
        }
        Thinker thinker = turn.thinker();
        if (thinker.device.isConnected()) {
            traffic.send(thinker.next(), turn.due(), () -> again(thinker));
        } else {
            thinkers.remove(thinker.device.number()); // it joins again when it is back
        }
    }
}
