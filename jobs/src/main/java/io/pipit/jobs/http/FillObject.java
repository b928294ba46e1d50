package io.pipit.jobs.http;

import io.pipit.jobs.deploy.Populates;
import io.pipit.jobs.deploy.Underway;
import io.pipit.jobs.fill.FillRun;
import io.pipit.jobs.plan.FillProgress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A filling as clients of the established interface know it: a job of kind {@code populateview}, or {@code rebuild} for a table that is
 * laid out anew; {@code deployment} for all that a deployment fills.
 */
public final class FillObject {
    private static final String CANCELLABLE = "is_cancellable";

    private FillObject() {}

    /** What kind of job a filling is. */
    public static String kind(FillRun run) {
        return run.kind() == FillRun.Kind.VIEW ? "populateview" : "rebuild";
    }

    /** The object of one that may go on now. */
    static Map<String, Object> of(FillRun run, Populates all, String baseUrl) {
        Map<String, Object> job = of(run, baseUrl);
        job.put(CANCELLABLE, all.cancellable(run));
        add(job, all.progress(run));
        return job;
    }

    /** The object, its members in the order in which people read it. */
    public static Map<String, Object> of(FillRun run, String baseUrl) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("id", run.id());
        job.put("job_id", run.id());
        job.put("kind", kind(run));
        job.put("status", run.state().name().toLowerCase(Locale.ROOT));
        job.put("pipe_name", run.pipe());
        job.put("datasource", Map.of("id", run.table(), "name", run.table()));
        job.put("reason", run.reason());
        job.put("created_at", JsonAnswers.time(run.createdAtMillis()));
        job.put("started_at", JsonAnswers.time(run.createdAtMillis()));
        job.put("updated_at", JsonAnswers.time(Math.max(run.createdAtMillis(), run.endedAtMillis())));
        job.put(CANCELLABLE, false);
        job.put("job_url", baseUrl + "/v0/jobs/" + run.id());
        job.put("rows_affected", run.rows());
        job.put("progress_percentage", run.ended() ? 100 : 0);
        put(job, "message", run.note());
        put(job, "error", run.error());
        put(job, "error_code", run.errorCode());
        return job;
    }

    static Map<String, Object> of(Underway deployment) {
        String id = "deployment-" + deployment.name();
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("id", id);
        job.put("job_id", id);
        job.put("kind", "deployment");
        job.put("status", "working");
        job.put("deployment_id", deployment.name());
        job.put("created_at", JsonAnswers.time(deployment.sinceMillis()));
        job.put("started_at", JsonAnswers.time(deployment.sinceMillis()));
        job.put(CANCELLABLE, false);
        add(job, deployment.fill());
        return job;
    }

    /** Adds how far a filling is. */
    static void add(Map<String, Object> object, Optional<FillProgress> fill) {
        fill.ifPresent(now -> {
            object.put("progress_percentage", now.percent());
            object.put("rows_done", now.done());
            object.put("rows_total", now.rows());
        });
    }

    private static void put(Map<String, Object> job, String name, String value) {
        if (!value.isEmpty()) {
            job.put(name, value);
        }
    }
}
