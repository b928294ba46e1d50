package io.pipit.cli.embedded;

import io.pipit.core.block.Block;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import io.pipit.intake.gather.BlockSink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A log that fails as a broker behind a bad network does. */
final class FaultyLog implements BlockSink {
    private final BlockSink real;

    FaultyLog(BlockSink real) {
        this.real = real;
    }

    @Override
    public CompletableFuture<Written> write(LogTopic log, Block block) {
        Optional<String> fault = Faults.at("log");
        if (fault.isEmpty()) {
            return real.write(log, block);
        }
        return switch (fault.get()) {
            case "refuse" -> failed(ErrorCode.LOG_UNAVAILABLE);
            case "lose-answer" -> real.write(log, block).thenCompose(written -> failed(ErrorCode.ACCEPTANCE_UNKNOWN));
            case "slow" -> {
                Executor later = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
                yield real.write(log, block).thenApplyAsync(written -> written, later);
            }
            case "twice" ->
                real.write(log, block)
                        .thenCompose(first -> block.header().idempotencyKey().isEmpty()
                                ? CompletableFuture.completedFuture(first)
                                : real.write(log, block).thenApply(second -> first));
            default -> throw new IllegalArgumentException("No fault " + fault.get());
        };
    }

    private static CompletableFuture<Written> failed(ErrorCode code) {
        return CompletableFuture.failedFuture(new PipitException(code, "The log is under attack."));
    }
}
