package io.pipit.cli.checker;

import io.pipit.core.block.PositionVector;
import java.util.List;

/** A request on its way or ended. */
final class Request {
    /** How far it is. */
    enum State {
        IN_FLIGHT,
        /** The log has it, below the position that the answer named. */
        ACKNOWLEDGED,
        /** The answer said that nothing of it was stored, or it never left. */
        REFUSED,
        /** No answer, and it will not be sent again. */
        UNKNOWN
    }

    /** What its block does to the views. */
    enum Trait {
        PLAIN,
        /** One view fails on it. */
        POISON,
        /** Takes the process down whenever views run on it, until it is set aside for all of them. */
        DEADLY
    }

    private final int writer;
    private final List<Event> events;
    private final Trait trait;
    private volatile State state = State.IN_FLIGHT;
    private volatile PositionVector position;
    private volatile boolean repeated;
    private volatile int life;

    Request(int writer, Trait trait, List<Event> events) {
        this.writer = writer;
        this.trait = trait;
        this.events = List.copyOf(events);
    }

    int writer() {
        return writer;
    }

    Trait trait() {
        return trait;
    }

    List<Event> events() {
        return events;
    }

    /** Of the values. */
    long sum() {
        return events.stream().mapToLong(Event::value).sum();
    }

    State state() {
        return state;
    }

    boolean ended() {
        return state != State.IN_FLIGHT;
    }

    PositionVector position() {
        return position;
    }

    /** Whether an earlier try than the acknowledged one may have arrived. */
    boolean repeated() {
        return repeated;
    }

    /** The last life of the process that it was sent to. */
    int life() {
        return life;
    }

    void leaves(int lifeOfProcess) {
        life = lifeOfProcess;
    }

    void triedInVain() {
        repeated = true;
    }

    void acknowledged(PositionVector at) {
        position = at;
        state = State.ACKNOWLEDGED;
    }

    void refused() {
        state = State.REFUSED;
    }

    void unknown() {
        state = State.UNKNOWN;
    }

    String body() {
        StringBuilder body = new StringBuilder(events.size() * 130);
        events.forEach(e -> e.appendTo(body));
        return body.toString();
    }

    @Override
    public String toString() {
        return "w" + writer + " " + trait + " of " + events.size() + " from "
                + events.get(0).sequence() + " " + state + (repeated ? " repeated" : "")
                + (position == null ? "" : " at " + position.toText());
    }
}
