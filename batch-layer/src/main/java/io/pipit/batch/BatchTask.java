package io.pipit.batch;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineLedger;
import io.pipit.core.block.engine.EngineLedger.Reservation;
import io.pipit.core.block.engine.EngineMemory;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.build.BuildStamp;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A piece of batch work inside a Flink task: its one input record starts it, with a lake and a bounded engine of its own; the outcome
 * is left in accumulators.
 */
public abstract class BatchTask extends AbstractStreamOperator<Long> implements OneInputStreamOperator<Long, Long> {
    /** The accumulator of jobs that say how far they are. */
    public static final String PERCENT = "pipit.percent";

    /** The accumulator of jobs whose tasks share the work: what each of them says, added up. */
    public static final String SHARES = "pipit.shares";

    /**
     * Else the first rows of each key ({@code LIMIT 1 BY}, merges by version) are held in a hash table: somewhat faster while all fits in
     * memory, and twice as slow as sorting as soon as it does not.
     */
    private static final String SORTED_WINDOWS = "SET disabled_optimizers = 'top_n_window_elimination'";

    private final LakeConfig lake;
    private final EngineBounds bounds;
    private transient LongMaximum percent;
    private transient LongCounter shares;

    /** Work on a lake within bounds. */
    protected BatchTask(LakeConfig lake, EngineBounds bounds) {
        this.lake = lake;
        this.bounds = bounds;
    }

    /** Whether the work begins with this record; else with a later one. */
    protected boolean begins(long part) {
        return true;
    }

    /** Does the work; what it throws ends the job. */
    protected abstract void work(Lake open, EngineSession session);

    @Override
    public final void processElement(StreamRecord<Long> start) throws IOException {
        if (!begins(start.getValue())) {
            return;
        }
        Environment environment = getContainingTask().getEnvironment();
        String build = environment.getJobConfiguration().getString(BuildStamp.JOB_KEY, "");
        BuildStamp.check(build);
        Path temp = Files.createTempDirectory(tempRoot(), "pipit-batch-");
        EngineConfig config = new EngineConfig(bounds.threads(), bounds.memoryLimitBytes(), temp);
        try (Lake open = new Lake(lake);
                Reservation memory = reserve(environment, build);
                Engine engine = Engine.open(config);
                EngineSession session = engine.session();
                Closeable cancelled = whenCancelled(session::cancel)) {
            session.execute(SORTED_WINDOWS);
            work(open, session);
        } finally {
            delete(temp);
        }
        output.collect(new StreamRecord<>(start.getValue()));
    }

    /** The plan of a project's texts. */
    protected static Plan compile(ProjectFiles project, String forWhat) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(project);
        return compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The project of " + forWhat + " does not compile: "
                                + compiled.problems().stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("; "))));
    }

    /** Leaves a number for whoever waits for the job. */
    protected final void report(String name, long value) {
        LongCounter counter = new LongCounter();
        counter.add(value);
        getRuntimeContext().addAccumulator(name, counter);
    }

    /** Leaves texts for whoever waits for the job; all that a job leaves has to fit into one message of Flink's, of some megabytes. */
    protected final void report(String name, List<String> texts) {
        ListAccumulator<String> list = new ListAccumulator<>();
        texts.forEach(list::add);
        getRuntimeContext().addAccumulator(name, list);
    }

    /** Tells of progress while the work goes on; to be closed. */
    protected final TaskProgress progress(EngineSession session) {
        if (percent == null) {
            percent = new LongMaximum();
            percent.add(0L);
            getRuntimeContext().addAccumulator(PERCENT, percent);
        }
        return new TaskProgress(session, percent::add);
    }

    /** The same for a task that does a share of the work. */
    protected final TaskProgress shareOf(EngineSession session) {
        if (shares == null) {
            shares = new LongCounter();
            getRuntimeContext().addAccumulator(SHARES, shares);
        }
        long before = shares.getLocalValuePrimitive();
        return new TaskProgress(session, now -> shares.add(before + now - shares.getLocalValuePrimitive()));
    }

    /** Flink interrupts the task's thread, which neither the engine nor another database's driver notices; what is returned is to be closed. */
    protected final Closeable whenCancelled(Closeable cancel) throws IOException {
        CloseableRegistry cancelables = getContainingTask().getCancelables();
        cancelables.registerCloseable(cancel);
        return () -> cancelables.unregisterCloseable(cancel);
    }

    /** The embedded cluster, whose jobs have no build, splits its memory by its own configuration. */
    private Reservation reserve(Environment environment, String build) {
        Configuration worker = environment.getTaskManagerInfo().getConfiguration();
        long bound = build.isEmpty()
                ? Long.MAX_VALUE
                : EngineMemory.of(
                        worker.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY).getBytes(),
                        worker.getOptional(TaskManagerOptions.MANAGED_MEMORY_SIZE)
                                .map(MemorySize::getBytes)
                                .orElse(Long.MAX_VALUE));
        return EngineLedger.reserve(bounds.memoryLimitBytes(), bound);
    }

    private Path tempRoot() {
        return Path.of(getContainingTask().getEnvironment().getTaskManagerInfo().getTmpDirectories()[0]);
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
