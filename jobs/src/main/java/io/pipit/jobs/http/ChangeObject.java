package io.pipit.jobs.http;

import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChange.Kind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A change of rows as clients of the established interface know it: a job of kind {@code delete_data} or {@code import}. */
public final class ChangeObject {
    private ChangeObject() {}

    /** The object, its members in the order in which people read it. */
    public static Map<String, Object> of(RowChange change, String baseUrl) {
        Map<String, Object> job = new LinkedHashMap<>();
        boolean imports = change.kind() == Kind.REPLACE || change.kind() == Kind.APPEND;
        job.put("id", change.id());
        job.put("job_id", change.id());
        job.put(imports ? "import_id" : "delete_id", change.id());
        job.put("kind", kind(change.kind()));
        job.put("status", change.state().name().toLowerCase(Locale.ROOT));
        job.put("datasource", Map.of("id", change.table(), "name", change.table()));
        job.put("mode", change.kind().name().toLowerCase(Locale.ROOT));
        put(job, imports ? "replace_condition" : "delete_condition", change.condition());
        put(job, "url", change.source().url());
        if (change.kind() == Kind.ROLLBACK) {
            job.put("snapshot", Long.toString(change.source().snapshot()));
        }
        job.put("created_at", JsonAnswers.time(change.createdAtMillis()));
        job.put("started_at", JsonAnswers.time(change.startedAtMillis()));
        job.put("updated_at", JsonAnswers.time(updated(change)));
        job.put("is_cancellable", change.state() == RowChange.State.WAITING);
        job.put("job_url", baseUrl + "/v0/jobs/" + change.id());
        RowChange.Result result = change.result();
        job.put("rows_affected", imports ? result.added() : result.removed());
        if (change.kind() == Kind.ROLLBACK) {
            job.put("rows_before", result.removed());
            job.put("rows_after", result.added());
        }
        if (imports) {
            job.put("rows_removed", result.removed());
            job.put("successful_rows", result.added());
            job.put("quarantined_rows", result.quarantined());
            job.put("quarantine_rows", result.quarantined());
        }
        if (change.kind() == Kind.REPLAY) {
            job.put("successful_rows", result.added());
            job.put("quarantined_rows", result.quarantined());
        }
        if (change.kind() == Kind.SET_ASIDE) {
            job.put("blocks_taken", result.removed());
            job.put("blocks_left", result.quarantined());
            job.put("rows_affected", result.added());
        }
        job.put("progress_percentage", change.ended() ? 100 : 0);
        put(job, "edge", result.edge());
        put(job, "message", result.note());
        put(job, "error", change.error());
        put(job, "error_code", change.errorCode());
        return job;
    }

    /** The kind of the job, as clients know it. */
    public static String kind(Kind kind) {
        return switch (kind) {
            case REPLACE, APPEND -> "import";
            case DELETE, TRUNCATE -> "delete_data";
            case ROLLBACK -> "rollback";
            case REPLAY -> "replay";
            case VIEWS -> "views";
            case SET_ASIDE -> "set_aside";
        };
    }

    private static long updated(RowChange change) {
        return Math.max(change.createdAtMillis(), Math.max(change.startedAtMillis(), change.endedAtMillis()));
    }

    private static void put(Map<String, Object> job, String name, String value) {
        if (!value.isEmpty()) {
            job.put(name, value);
        }
    }
}
