package io.pipit.jobs.reconcile.job;

import io.pipit.jobs.reconcile.compare.Entry;
import io.pipit.jobs.reconcile.compare.Findings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is found, and keeps as many ids of each kind as fit into what a job can say. */
final class FoundIds implements Findings {
    /** Flink's messages hold 10 MB. 100,000 UUIDs are 3.6 MB. */
    private static final int MOST_BYTES_MISSING = 4 << 20;

    private static final int MOST_BYTES = 1 << 20;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> ids = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> bytes = new EnumMap<>(Kind.class);
    private long compared;

    @Override
    public void found(Kind kind, List<Entry> entries) {
        counts.merge(kind, (long) entries.size(), Long::sum);
        if (kind != Kind.PENDING) {
            entries.forEach(entry -> keep(kind, entry.id()));
        }
    }

    private void keep(Kind kind, String id) {
        int most = kind == Kind.MISSING ? MOST_BYTES_MISSING : MOST_BYTES;
        if (bytes.merge(kind, id.getBytes(StandardCharsets.UTF_8).length, Integer::sum) <= most) {
            ids.computeIfAbsent(kind, k -> new ArrayList<>()).add(id);
        } else {
            bytes.put(kind, most); // none of those that follow is kept
        }
    }

    @Override
    public void compared(long rows) {
        compared += rows;
    }

    @Override
    public void transferred(long rows) {
        // the job does not say it
    }

    @Override
    public void progress(int done, int all) {
        // a job that is ended is started anew
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    List<String> ids(Kind kind) {
        return ids.getOrDefault(kind, List.of());
    }

    long comparedRows() {
        return compared;
    }
}
