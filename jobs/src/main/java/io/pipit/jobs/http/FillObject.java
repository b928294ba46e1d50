package io.pipit.jobs.http;

import io.pipit.jobs.deploy.Underway;
import io.pipit.jobs.plan.FillProgress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A filling as clients of the established interface know it: a job of kind {@code populateview}, or {@code deployment}. */
final class FillObject {
    private FillObject() {}

    static Map<String, Object> of(Underway filling) {
        boolean deployment = filling.kind() == Underway.Kind.DEPLOYMENT;
        String kind = deployment ? "deployment" : "populateview";
        String id = kind + "-" + filling.name();
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("id", id);
        job.put("job_id", id);
        job.put("kind", kind);
        job.put("status", "working");
        job.put(deployment ? "deployment_id" : "pipe_name", filling.name());
        job.put("created_at", JsonAnswers.time(filling.sinceMillis()));
        job.put("started_at", JsonAnswers.time(filling.sinceMillis()));
        job.put("is_cancellable", false);
        add(job, filling.fill());
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
}
