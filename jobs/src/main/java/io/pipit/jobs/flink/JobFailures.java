package io.pipit.jobs.flink;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.install.LibraryMissing;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.SerializedThrowable;

/** Finds the named error in what Flink says of a failed job. */
public final class JobFailures {
    private static final int ANSWER_SECONDS = 10;

    private JobFailures() {}

    /** The named error that ended a job, or {@code COPY_FAILED} with the innermost cause when there is none. */
    public static PipitException of(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable t = opened(failure); t != null; t = opened(t.getCause())) {
            if (t instanceof PipitException named) {
                return named;
            }
            Optional<PipitException> library = LibraryMissing.of(t);
            if (library.isPresent()) {
                return library.get();
            }
            innermost = t;
        }
        return new PipitException(
                ErrorCode.COPY_FAILED,
                "The Flink job failed: " + innermost.getClass().getSimpleName() + ": " + innermost.getMessage(),
                failure);
    }

    /** Why a job that has ended did so, when that can be found out. */
    static Optional<String> of(JobResult result) {
        return result.getSerializedThrowable().map(failure -> of(failure).getMessage());
    }

    /** Why a job that has ended did so, when that can be found out within a few seconds. */
    public static Optional<String> reason(CompletableFuture<JobResult> result) {
        try {
            return of(result.get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private static Throwable opened(Throwable t) {
        return t instanceof SerializedThrowable serialized
                ? serialized.deserializeError(JobFailures.class.getClassLoader())
                : t;
    }
}
