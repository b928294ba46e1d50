package io.pipit.speed;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Faults that a test sets while the job runs in the same process; the job's copies find them by their name. */
final class Faults implements FaultInjector {
    private static final long serialVersionUID = 1;
    private static final Map<String, AtomicReference<FaultInjector>> CURRENT = new ConcurrentHashMap<>();
    private static final Map<String, List<String>> REACHED = new ConcurrentHashMap<>();

    private final String name;

    Faults(String name) {
        this.name = name;
    }

    /** From now on this happens. */
    void set(FaultInjector fault) {
        current().set(fault);
    }

    /** How often a place was reached. */
    long reached(Point point) {
        return log().stream().filter(r -> r.startsWith(point + " ")).count();
    }

    private AtomicReference<FaultInjector> current() {
        return CURRENT.computeIfAbsent(name, n -> new AtomicReference<>(FaultInjector.NONE));
    }

    private List<String> log() {
        return REACHED.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
    }

    @Override
    public void reached(Point point, String detail) {
        log().add(point + " " + detail);
        current().get().reached(point, detail);
    }
}
