package io.pipit.jobs.copy;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.range.RangedQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows runs take. A run is compared with all before it when it is asked for and when it has ended, so what was read of their queries is
 * remembered while the project is the same. Thread-safe.
 */
final class RunRanges {
    private static final int REMEMBERED = 2 * HistoryRuns.COMPARED;

    private final Map<Asked, Optional<RangedQuery>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Optional<RangedQuery>> eldest) {
            return size() > REMEMBERED;
        }
    };
    private Plan plan;
    private PipeQueries queries;

    private record Asked(String pipe, Map<String, List<String>> parameters) {}

    /** What a run of a pipe with these parameters takes; empty where they do not fit its template. */
    synchronized Optional<RangedQuery> of(Plan now, String pipe, Map<String, List<String>> parameters) {
        if (plan != now) {
            plan = now;
            queries = new PipeQueries(now);
            known.clear();
        }
        return known.computeIfAbsent(new Asked(pipe, parameters), this::read);
    }

    private Optional<RangedQuery> read(Asked run) {
        try {
            return Optional.of(queries.ranges(run.pipe(), run.parameters()));
        } catch (PipitException e) {
            return Optional.empty(); // the template has changed since
        }
    }
}
