package io.pipit.cli.checker;

import io.pipit.core.block.PositionVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All requests in the order in which they were first sent. Thread-safe. */
final class Ledger {
    /** A new life of the process whose queries reached this position: what an earlier life had accepted lies below it. */
    record Rebirth(int life, PositionVector reached) {}

    private final List<Request> requests = new ArrayList<>();
    private final Set<Request> open = new HashSet<>();
    private final List<Rebirth> rebirths = new ArrayList<>();
    private PositionVector acknowledged = PositionVector.START;
    private long events;

    synchronized Request sending(int writer, Request.Trait trait, List<Event> sent) {
        Request request = new Request(writer, trait, sent);
        requests.add(request);
        open.add(request);
        return request;
    }

    synchronized void acknowledged(Request request, PositionVector position) {
        request.acknowledged(position);
        open.remove(request);
        events += request.events().size();
        var further = new java.util.TreeMap<>(acknowledged.next());
        position.next().forEach((p, next) -> further.merge(p, next, Math::max));
        acknowledged = new PositionVector(further);
    }

    synchronized void refused(Request request) {
        request.refused();
        open.remove(request);
    }

    synchronized void unknown(Request request) {
        request.unknown();
        open.remove(request);
    }

    synchronized void reborn(int life, PositionVector reached) {
        rebirths.add(new Rebirth(life, reached));
    }

    /** Whether a request that died with its process can no longer turn up in answers at a vector. */
    synchronized boolean buried(Request request, PositionVector vector) {
        return rebirths.stream().anyMatch(r -> r.life() > request.life() && vector.reaches(r.reached()));
    }

    /** The requests that have not ended. */
    synchronized Set<Request> inFlight() {
        return Set.copyOf(open);
    }

    /** Requests by their number, from (inclusive) to (exclusive). */
    synchronized List<Request> between(int from, int to) {
        return List.copyOf(requests.subList(from, to));
    }

    synchronized int size() {
        return requests.size();
    }

    /** Everything that was acknowledged lies below it. */
    synchronized PositionVector acknowledged() {
        return acknowledged;
    }

    synchronized long acknowledgedEvents() {
        return events;
    }
}
