package io.pipit.jobs.copy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.time.Duration;
import java.util.function.Supplier;

/** Waits until the speed job has committed everything that it had written, by cutting an epoch and waiting for its notice. */
public final class PassedEpoch implements Runnable {
    private final LogSettings logs;
    private final Supplier<Cut> cut;
    private final Duration patience;

    /** Waits at most so long. */
    public PassedEpoch(LogSettings logs, Supplier<Cut> cut, Duration patience) {
        this.logs = logs;
        this.cut = cut;
        this.patience = patience;
    }

    /**
     * Cuts and waits.
     *
     * @throws PipitException {@code NOT_READY} when the epoch was not committed in time, and what the speed job says when none could
     *     be cut
     */
    @Override
    public void run() {
        long deadline = System.nanoTime() + patience.toNanos();
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            LogTopic fresh = admin.ensure(logs.topics().fresh(), logs.partitions());
            try (NoticeTail tail = new NoticeTail(logs, fresh, admin.latest(fresh))) {
                if (tail.await(cut.get(), deadline).isEmpty()) {
                    throw new PipitException(
                            ErrorCode.NOT_READY,
                            "The speed job did not commit an epoch within " + patience.toSeconds() + " s.");
                }
            }
        }
    }
}
