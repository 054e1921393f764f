package io.gatehouse.load.scenario;

/** Messages of one kind at a rate, of whoever has its turn. The pacer's thread. */
final class AtRate implements Recurring {
    private final Ramp ramp;
    private final long begun;
    private final Roster roster;
    private final Traffic traffic;
    private long index;
    private long due;

    AtRate(Ramp ramp, long begun, Roster roster, Traffic traffic) {
        this.ramp = ramp;
        this.begun = begun;
        this.roster = roster;
        this.traffic = traffic;
        this.due = dueNext();
    }

    private long dueNext() {
        return index < ramp.count() ? begun + ramp.due(index) : Recurring.never();
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void happen() {
        Publisher publisher = roster.next();
        if (publisher == null) {
            traffic.heldBack();
        } else {
            traffic.send(publisher, due);
        }
        index++;
        due = dueNext();
    }
}
