package io.pipit.speed.materialize;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineLedger;
import io.pipit.core.block.engine.EngineLedger.Reservation;
import io.pipit.core.block.engine.EngineMemory;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.build.BuildStamp;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.Failures;
import io.pipit.speed.SpeedJobConfig;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.commit.EpochFiles;
import io.pipit.speed.replica.Replicas;
import io.pipit.speed.source.LogInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.function.RunnableWithException;

/**
 * Gathers blocks for a few milliseconds, runs them together, and cuts an epoch at each barrier. It has no Flink state: what a
 * checkpoint stores is empty, and a restart begins from coverage.
 */
final class MaterializeOperator extends AbstractStreamOperator<EpochFiles>
        implements OneInputStreamOperator<LogInput, EpochFiles> {
    private final SpeedJobConfig config;
    private final transient MailboxExecutor mailbox;

    private transient Reservation memory;
    private transient Engine engine;
    private transient EngineSession session;
    private transient Replicas replicas;
    private transient FreshPublisher fresh;
    private transient AttemptPublisher attempts;
    private transient Materializer materializer;
    private transient EpochWriter writer;

    private transient List<StoredBlock> waiting;
    private transient long waitingBytes;
    private transient RunPace pace;
    private transient ScheduledFuture<?> timer;
    private transient Counter blocks;
    private transient Counter rows;

    MaterializeOperator(
            StreamOperatorParameters<EpochFiles> parameters, MailboxExecutor mailbox, SpeedJobConfig config) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
    }

    @Override
    public void open() throws Exception {
        super.open();
        waiting = new ArrayList<>();
        pace = new RunPace(config.gather().millis(), System.nanoTime());
        Environment environment = getContainingTask().getEnvironment();
        try {
            String build = environment.getJobConfiguration().getString(BuildStamp.JOB_KEY, "");
            BuildStamp.check(build);
            SpeedPlan plan = SpeedPlan.compile(config.files());
            memory = reserve(environment, build);
            engine = Engine.open(engineConfig(environment.getTaskManagerInfo().getTmpDirectories()[0]));
            session = engine.session();
            replicas = new Replicas(plan, config, session);
            plan.landing().forEach(l -> new BlockViews(plan, l, session, replicas).check());
            fresh = new FreshPublisher(config.kafka());
            attempts = new AttemptPublisher(config.kafka());
            materializer = new Materializer(plan, session, replicas, fresh, attempts, config.faults());
            writer = new EpochWriter(plan, config, engine, getRuntimeContext().getTaskInfo(), new Results());
        } catch (RuntimeException e) {
            throw Failures.forJob(e);
        }
        blocks = getMetricGroup().counter("blocks");
        rows = getMetricGroup().counter("rows");
        getMetricGroup().gauge("bytesInEpoch", () -> materializer.bytes());
        getMetricGroup().gauge("blocksSetAside", () -> materializer.setAside());
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
        return EngineLedger.reserve(config.engine().memoryLimitBytes(), bound);
    }

    private EngineConfig engineConfig(String spillFolder) {
        String folder = config.engine().tempFolder();
        Path temp = Path.of(folder.isEmpty() ? spillFolder : folder);
        return new EngineConfig(
                1, config.engine().memoryLimitBytes(), temp.resolve("pipit-speed-" + UUID.randomUUID()));
    }

    @Override
    public void processElement(StreamRecord<LogInput> element) throws Exception {
        if (element.getValue() instanceof LogInput.Start start) {
            materializer.start(start);
        } else if (element.getValue() instanceof LogInput.Arrived arrived) {
            gather(arrived.block());
        }
    }

    private void gather(StoredBlock block) throws Exception {
        waiting.add(block);
        waitingBytes += block.rows().length();
        blocks.inc();
        rows.inc(block.header().rowCount());
        if (waitingBytes >= config.gather().bytes()) {
            runWaiting();
        } else if (timer == null) {
            long now = getProcessingTimeService().getCurrentProcessingTime();
            timer = getProcessingTimeService().registerTimer(now + pace.waitMillis(System.nanoTime()), t -> runSoon());
        }
    }

    /**
     * Not within the timer: of a timer that fails Flink tells the task from another thread, and meanwhile this one goes on, with
     * barriers too. A mail that fails is the last thing that a task does.
     */
    private void runSoon() {
        mailbox.execute(this::runWaiting, "blocks that waited");
    }

    private void runWaiting() throws Exception {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (waiting.isEmpty()) {
            return;
        }
        try {
            replicas.catchUp();
        } catch (RuntimeException e) {
            throw Failures.forJob(e);
        }
        long startNanos = System.nanoTime();
        materializer.run(waiting);
        pace.ran(startNanos, System.nanoTime());
        waiting = new ArrayList<>();
        waitingBytes = 0;
        if (materializer.bytes() >= config.epochs().cutBytes()) {
            writer.writeAhead(materializer.takeLargestRows(config.epochs().cutBytes() / 2));
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        runWaiting();
        var ranges = materializer.cut();
        writer.finish(checkpointId, materializer.takeRows(), ranges);
    }

    @Override
    public void close() throws Exception {
        if (timer != null) {
            timer.cancel(false);
        }
        // What the writer still uses when it does not end stays open: closing it would take the process down.
        boolean ended = writer == null || writer.end();
        IOUtils.closeAll(
                fresh, attempts, replicas, session, ended ? engine : null, ended ? memory : null, super::close);
    }

    /** Takes what the writer's thread says to the task's thread. */
    private final class Results implements EpochWriter.Listener {
        @Override
        public void written(EpochFiles files) {
            tell(() -> output.collect(new StreamRecord<>(files)), "epoch " + files.epoch() + " is written");
        }

        @Override
        public void failed(Throwable failure) {
            RuntimeException told = Failures.forJob(failure);
            tell(
                    () -> {
                        throw told;
                    },
                    "writing an epoch failed");
        }

        private void tell(RunnableWithException mail, String description) {
            try {
                mailbox.execute(mail, description);
            } catch (RejectedExecutionException e) {
                LOG.debug("The task has ended before it heard that {}.", description);
            }
        }
    }
}
