package io.pipit.speed.commit;

import io.pipit.speed.Failures;
import io.pipit.speed.OwnThread;
import io.pipit.speed.SpeedJobConfig;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.RunnableWithException;

/**
 * Gathers the file sets of all subtasks and commits each epoch when it is complete, one after the other, on a thread of its own.
 * When too many epochs wait it takes no more, which in the end holds the readers back.
 */
final class CommitOperator extends AbstractStreamOperator<Void> implements OneInputStreamOperator<EpochFiles, Void> {
    private static final int WAITING_EPOCHS = 3;

    private final SpeedJobConfig config;
    private final transient MailboxExecutor mailbox;
    private transient EpochGate gate;
    private transient OwnThread thread;
    /** Made and used by the thread alone. */
    private transient EpochCommitter committer;

    private transient int waiting;
    private transient volatile boolean ended;

    CommitOperator(StreamOperatorParameters<Void> parameters, MailboxExecutor mailbox, SpeedJobConfig config) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
    }

    @Override
    public void open() throws Exception {
        super.open();
        thread = new OwnThread("pipit-commit");
        // The writer of the notices is the Flink job: with its id a copy finds the checkpoint that it has triggered.
        String writer = getRuntimeContext().getJobInfo().getJobId().toString();
        thread.run(guarded(() -> committer = new EpochCommitter(config, writer)));
        getMetricGroup().gauge("epochsWaiting", () -> waiting);
    }

    @Override
    public void processElement(StreamRecord<EpochFiles> element) throws Exception {
        EpochFiles set = element.getValue();
        if (gate == null) {
            gate = new EpochGate(set.subtasks());
        }
        for (EpochGate.Complete epoch : gate.add(set)) {
            while (waiting >= WAITING_EPOCHS) {
                mailbox.yield();
            }
            waiting++;
            thread.run(guarded(() -> {
                committer.commit(epoch);
                tell(() -> waiting--, "epoch committed");
            }));
        }
    }

    /** After a failure the thread does nothing more: a later epoch must not be tried after one that failed. */
    private Runnable guarded(Runnable task) {
        return () -> {
            if (ended) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                ended = true;
                RuntimeException failure = Failures.forJob(e);
                tell(
                        () -> {
                            throw failure;
                        },
                        "a commit failed");
            }
        };
    }

    private void tell(RunnableWithException mail, String description) {
        try {
            mailbox.execute(mail, description);
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended before it heard that {}.", description);
        }
    }

    @Override
    public void close() throws Exception {
        if (thread != null) {
            ended = true;
            thread.run(() -> {
                if (committer != null) {
                    committer.close();
                }
            });
            thread.close();
        }
        super.close();
    }
}
