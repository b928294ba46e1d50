package io.pipit.jobs.copy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Follows the fresh topic for the notice of an epoch. */
final class NoticeTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final FreshReader reader;

    NoticeTail(LogSettings logs, LogTopic fresh, Map<Integer, Long> from) {
        reader = new FreshReader(logs.bootstrapServers(), logs.client(), fresh, from);
    }

    /**
     * Waits until the job of the cut has committed its epoch, or a later one, in all tables.
     *
     * @param deadlineNanos of {@link System#nanoTime()}
     * @return nothing when the time is over
     * @throws PipitException {@code COPY_FAILED} when another speed job has taken over
     */
    Optional<CommitNotice> await(Cut cut, long deadlineNanos) {
        while (System.nanoTime() < deadlineNanos) {
            for (FreshReader.Item item : reader.poll(POLL)) {
                CommitNotice notice = item.notice();
                if (notice == null || notice.epoch() < 0) {
                    continue;
                }
                if (!notice.writer().equals(cut.jobRunId())) {
                    throw new PipitException(
                            ErrorCode.COPY_FAILED,
                            "The speed job " + cut.jobRunId() + " was replaced by " + notice.writer() + " before epoch "
                                    + cut.epoch() + " was committed.");
                }
                if (notice.epoch() >= cut.epoch()) {
                    return Optional.of(notice);
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new PipitException(
                        ErrorCode.COPY_FAILED, "Waiting for epoch " + cut.epoch() + " was interrupted.");
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        reader.close();
    }
}
