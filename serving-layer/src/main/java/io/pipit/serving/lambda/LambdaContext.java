package io.pipit.serving.lambda;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.log.LogTopic;
import io.pipit.serving.QueryThreads;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all targets of a version share.
 *
 * @param threads of the engine
 * @param earlier finds the source's snapshots
 * @param scan reads files of a table
 * @param logOfFeed the log that a feed comes from
 * @param dropper is told the names of the engine's tables that nobody needs any more
 */
public record LambdaContext(
        Engine engine,
        QueryThreads threads,
        Earlier earlier,
        BiFunction<TableSpec, List<StoredFile>, LakeScan> scan,
        Function<String, LogTopic> logOfFeed,
        Consumer<String> dropper,
        LambdaLimits limits) {
    /** Finds snapshots of the lake. */
    @FunctionalInterface
    public interface Earlier {
        /** The snapshot of this id, when it has not expired; -1 stands for a table without any. */
        Optional<TableState> at(String table, long snapshotId);
    }
}
