package io.pipit.batch.copy;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.sql.TranslatedQuery;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Does the work of one copy run inside a Flink task: its one input record starts it, the outcome is left in accumulators. */
final class CopyOperator extends AbstractStreamOperator<Long> implements OneInputStreamOperator<Long, Long> {
    static final String VERDICT = "pipit.verdict.";
    static final String ROWS = "pipit.rows";
    static final String FILES = "pipit.files";
    static final String NUMBER = "pipit.number";
    static final String SNAPSHOT = "pipit.snapshot";

    private final CopySpec spec;

    CopyOperator(CopySpec spec) {
        this.spec = spec;
    }

    @Override
    public void processElement(StreamRecord<Long> start) throws IOException {
        Path temp = Files.createTempDirectory(tempRoot(), "pipit-copy-");
        EngineConfig bounds =
                new EngineConfig(spec.engine().threads(), spec.engine().memoryLimitBytes(), temp);
        try (Lake lake = new Lake(spec.lake());
                Engine engine = Engine.open(bounds);
                EngineSession session = engine.session();
                Closeable cancelled = whenCancelled(session)) {
            Plan plan = plan();
            TranslatedQuery query = new PipeQueries(plan).pipe(spec.pipe(), spec.parameters());
            report(new CopyWork(spec, plan, query, lake, Clock.systemUTC()).run(session));
        } finally {
            delete(temp);
        }
    }

    /** Flink interrupts the task's thread, which the engine does not notice. */
    private Closeable whenCancelled(EngineSession session) throws IOException {
        CloseableRegistry cancelables = getContainingTask().getCancelables();
        Closeable cancel = session::cancel;
        cancelables.registerCloseable(cancel);
        return () -> cancelables.unregisterCloseable(cancel);
    }

    private Path tempRoot() {
        return Path.of(getContainingTask().getEnvironment().getTaskManagerInfo().getTmpDirectories()[0]);
    }

    private Plan plan() {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(spec.project());
        return compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The project of the copy '" + spec.pipe() + "' does not compile: "
                                + compiled.problems().stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("; "))));
    }

    private void report(CopyOutcome outcome) {
        count(VERDICT + outcome.verdict().name(), 1);
        count(ROWS, outcome.rows());
        count(FILES, outcome.files());
        count(NUMBER, outcome.number());
        count(SNAPSHOT, outcome.snapshotId());
    }

    private void count(String name, long value) {
        LongCounter counter = new LongCounter();
        counter.add(value);
        getRuntimeContext().addAccumulator(name, counter);
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
