package io.pipit.cli.embedded;

import io.pipit.cli.tls.Trust;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.installation.Processes;
import io.pipit.jobs.installation.Processes.Seen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the processes that answer queries what they show. */
final class ShownElsewhere {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STEP_MILLIS = 50;

    private final Processes processes;
    private final String token;
    private final HttpClient http;

    ShownElsewhere(Processes processes, String token, Trust trust) {
        this.processes = processes;
        this.token = token;
        this.http = trust.client().connectTimeout(Duration.ofSeconds(2)).build();
    }

    /**
     * Returns when none of them shows such rows; one that goes away meanwhile is not waited for.
     *
     * @throws PipitException {@code NOT_READY} when one still does after a minute
     */
    void awaitGone(String dataSource, String condition) {
        String sql = "SELECT count() FROM `" + dataSource + "` WHERE " + condition + " FORMAT CSV";
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        List<Seen> showing = showing(sql);
        while (!showing.isEmpty()) {
            try {
                if (System.nanoTime() > deadline) {
                    throw new PipitException(
                            ErrorCode.NOT_READY,
                            "Rows that were deleted from '" + dataSource + "' are still shown by "
                                    + String.join(
                                            ", ",
                                            showing.stream().map(Seen::url).toList()) + ".");
                }
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipitException(ErrorCode.NOT_READY, "Interrupted while processes follow a deletion.", e);
            }
            showing = showing(sql);
        }
    }

    private List<Seen> showing(String sql) {
        return processes.running().stream()
                .filter(seen -> seen.roles().contains(Role.SERVE.toString()) && seen.generation() > 0)
                .filter(seen -> !none(seen, sql))
                .toList();
    }

    private boolean none(Seen process, String sql) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(process.url() + "/v0/sql"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().strip().equals("0");
        } catch (IOException e) {
            return false; // it is looked again whether it runs
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
