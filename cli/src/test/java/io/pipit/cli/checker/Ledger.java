package io.pipit.cli.checker;

import io.pipit.core.block.PositionVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was sent, what was acknowledged, and at which position: enough to tell for any position vector what a table must hold.
 *
 * <p>A request is <em>certain</em> once it was acknowledged at the first try: it is counted by exactly the vectors that reach its
 * position. A request that was repeated under its key, or whose answer never came, may have been counted earlier: for
 * these only bounds are known.
 */
public final class Ledger {
    /** A request on its way or ended. */
    public static final class Request {
        final int writer;
        final List<Event> events;
        private State state = State.IN_FLIGHT;
        private PositionVector position;
        private boolean repeated;

        Request(int writer, List<Event> events) {
            this.writer = writer;
            this.events = List.copyOf(events);
        }
    }

    /** One event. */
    public record Event(String id, int writer, long value) {}

    /** How far a request is. */
    public enum State {
        IN_FLIGHT,
        ACKNOWLEDGED,
        UNKNOWN
    }

    /** Counts of one writer at a vector: at least, at most, and the sum of values when both are equal. */
    public record Bounds(long atLeast, long atMost, long sum) {}

    private final List<Request> requests = new ArrayList<>();

    /** A request is about to be sent. */
    public synchronized Request sending(int writer, List<Event> events) {
        Request request = new Request(writer, events);
        requests.add(request);
        return request;
    }

    /** It is sent once more under the same key: from now on its place is between bounds. */
    public synchronized void repeating(Request request) {
        request.repeated = true;
    }

    /** It was acknowledged with the position at which it is visible. */
    public synchronized void acknowledged(Request request, PositionVector position) {
        request.position = position;
        request.state = State.ACKNOWLEDGED;
    }

    /** No answer came and it will not be sent again. */
    public synchronized void unknown(Request request) {
        request.state = State.UNKNOWN;
    }

    /** The requests that have not ended. */
    public synchronized Set<Request> inFlight() {
        Set<Request> open = new HashSet<>();
        requests.stream().filter(r -> r.state == State.IN_FLIGHT).forEach(open::add);
        return open;
    }

    /** Whether all of these have ended. */
    public synchronized boolean ended(Set<Request> of) {
        return of.stream().noneMatch(r -> r.state == State.IN_FLIGHT);
    }

    /** What each writer's count must be at a vector, judged by the first {@code known} requests. */
    public synchronized Map<Integer, Bounds> at(PositionVector vector, int known) {
        Map<Integer, Bounds> bounds = new HashMap<>();
        for (Request request : requests.subList(0, known)) {
            long sum = request.events.stream().mapToLong(Event::value).sum();
            int n = request.events.size();
            boolean below = request.state == State.ACKNOWLEDGED && vector.reaches(request.position);
            boolean maybe = !below && (request.state != State.ACKNOWLEDGED || request.repeated);
            Bounds add = new Bounds(below ? n : 0, below || maybe ? n : 0, below ? sum : 0);
            bounds.merge(
                    request.writer,
                    add,
                    (a, b) -> new Bounds(a.atLeast + b.atLeast, a.atMost + b.atMost, a.sum + b.sum));
        }
        return bounds;
    }

    /** How many requests there are. */
    public synchronized int size() {
        return requests.size();
    }

    /** All events that must be there in the end, and those that may. */
    public synchronized FinalEvents finalEvents() {
        Map<String, Event> certain = new HashMap<>();
        Map<String, Event> possible = new HashMap<>();
        for (Request request : requests) {
            for (Event event : request.events) {
                (request.state == State.ACKNOWLEDGED ? certain : possible).put(event.id(), event);
            }
        }
        return new FinalEvents(certain, possible);
    }

    /** See {@link #finalEvents()}. */
    public record FinalEvents(Map<String, Event> certain, Map<String, Event> possible) {}
}
