package io.pipit.cli.embedded;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An application that writes on and on: batches in turn to the database and then to Pipit, and the other way around. */
final class TrafficOnBothSides implements AutoCloseable {
    private static final int BATCH = 25;

    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<String> whole = ConcurrentHashMap.newKeySet();
    private final Set<String> databaseFirst = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile Exception trouble;

    /** Begins with this row. */
    TrafficOnBothSides(int firstRow) {
        this.thread = new Thread(() -> write(firstRow), "traffic");
        thread.start();
    }

    /** Ids of rows that both sides have taken by now. */
    Set<String> whole() {
        return new HashSet<>(whole);
    }

    /** Whether the database has had this row first. */
    boolean databaseFirst(String id) {
        return databaseFirst.contains(id);
    }

    private void write(int firstRow) {
        try {
            for (int from = firstRow; !over.get(); from += BATCH) {
                boolean first = from / BATCH % 2 == 0;
                Set<String> ids = new HashSet<>();
                for (int i = from; i < from + BATCH; i++) {
                    ids.add(ReconcileTestBase.id(i));
                }
                if (first) {
                    databaseFirst.addAll(ids);
                    ReconcileTestBase.send(ReconcileTestBase.insert(from, from + BATCH));
                } else {
                    ReconcileTestBase.send(rows(from));
                    ReconcileTestBase.insert(from, from + BATCH);
                }
                whole.addAll(ids);
            }
        } catch (Exception e) {
            trouble = e;
        }
    }

    private static List<String> rows(int from) {
        return java.util.stream.IntStream.range(from, from + BATCH)
                .mapToObj(ReconcileTestBase::row)
                .toList();
    }

    /** Ends it; fails when it could not write. */
    @Override
    public void close() throws Exception {
        over.set(true);
        thread.join(TimeUnit.MINUTES.toMillis(2));
        if (trouble != null) {
            throw trouble;
        }
    }
}
