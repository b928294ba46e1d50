package io.pipit.jobs.http;

import io.pipit.jobs.mutation.Deletion;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A deletion as clients of the established interface know it: a job of kind {@code delete_data}. */
final class DeletionObject {
    static final String KIND = "delete_data";

    private DeletionObject() {}

    static Map<String, Object> of(Deletion deletion, String baseUrl) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("id", deletion.id());
        job.put("job_id", deletion.id());
        job.put("delete_id", deletion.id());
        job.put("kind", KIND);
        job.put("status", deletion.state().name().toLowerCase(Locale.ROOT));
        job.put("datasource", Map.of("id", deletion.table(), "name", deletion.table()));
        job.put("delete_condition", deletion.condition());
        job.put("created_at", JsonAnswers.time(deletion.createdAtMillis()));
        job.put("updated_at", JsonAnswers.time(Math.max(deletion.createdAtMillis(), deletion.endedAtMillis())));
        job.put("is_cancellable", false);
        job.put("job_url", baseUrl + "/v0/jobs/" + deletion.id());
        job.put("rows_affected", deletion.rows());
        if (!deletion.edge().isEmpty()) {
            job.put("edge", deletion.edge());
        }
        if (!deletion.error().isEmpty()) {
            job.put("error", deletion.error());
        }
        return job;
    }
}
