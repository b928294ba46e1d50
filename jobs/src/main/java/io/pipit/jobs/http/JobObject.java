package io.pipit.jobs.http;

import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.copy.CopyRuns;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A run as clients of the established interface know it: a job of kind {@code copy}. */
public final class JobObject {
    private JobObject() {}

    /** The object of a run that may be under way, its members in the order in which people read it. */
    static Map<String, Object> of(CopyRun run, CopyRuns runs, String baseUrl) {
        Map<String, Object> job = of(run, baseUrl);
        job.put("progress_percentage", runs.percent(run));
        return job;
    }

    /** The object. */
    public static Map<String, Object> of(CopyRun run, String baseUrl) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("id", run.id());
        job.put("job_id", run.id());
        job.put("kind", "copy");
        job.put("status", run.state().name().toLowerCase(Locale.ROOT));
        job.put("pipe_id", run.pipe());
        job.put("pipe_name", run.pipe());
        job.put("datasource", target(run));
        job.put("mode", run.mode().name().toLowerCase(Locale.ROOT));
        job.put("parameters", run.parameters());
        job.put("created_at", JsonAnswers.time(run.createdAtMillis()));
        job.put("started_at", JsonAnswers.time(run.startedAtMillis()));
        job.put("updated_at", JsonAnswers.time(updated(run)));
        job.put("is_cancellable", !run.ended() && run.state() != CopyRun.State.CANCELLING);
        job.put("job_url", baseUrl + "/v0/jobs/" + run.id());
        job.put("attempts", run.attempts());
        if (run.rows() != CopyRun.UNKNOWN) {
            job.put("rows_affected", run.rows());
            job.put("bytes_written", run.bytes());
        }
        if (run.ended()) {
            job.put("duration_millis", Math.max(0, run.endedAtMillis() - run.createdAtMillis()));
        }
        job.put("progress_percentage", run.ended() ? 100 : 0);
        put(job, "run_key", run.shownKey());
        put(job, "edge", run.edge());
        put(job, run.state() == CopyRun.State.ERROR ? "error" : "message", run.note());
        put(job, "error_code", run.errorCode());
        return job;
    }

    private static Map<String, Object> target(CopyRun run) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("id", run.target());
        target.put("name", run.target());
        return target;
    }

    private static void put(Map<String, Object> job, String name, String value) {
        if (!value.isEmpty()) {
            job.put(name, value);
        }
    }

    private static long updated(CopyRun run) {
        return Math.max(run.createdAtMillis(), Math.max(run.startedAtMillis(), run.endedAtMillis()));
    }
}
