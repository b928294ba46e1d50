package io.pipit.cli.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pipit.jobs.main.Submission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A job that was submitted without a server, as it is shown.
 *
 * @param asked its options, without settings
 * @param status as those of a server's jobs
 * @param createdAt in UTC, to the second
 * @param note what came of it; the error where it failed
 */
public record SubmittedJob(
        String id,
        String kind,
        String asked,
        String cluster,
        String status,
        @JsonProperty("created_at") String createdAt,
        String note) {
    static SubmittedJob of(Submission job) {
        return new SubmittedJob(
                job.id(),
                job.kind(),
                job.asked(),
                job.cluster(),
                job.state().name().toLowerCase(Locale.ROOT),
                Instant.ofEpochMilli(job.createdAtMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                job.note());
    }
}
