package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.LogPartition;
import io.pipit.core.log.Attempt;
import io.pipit.core.log.AttemptLog;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.Installation.World;
import io.pipit.speed.commit.EpochFiles;
import io.pipit.speed.materialize.MaterializeOperatorFactory;
import io.pipit.speed.source.LogInput;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/**
 * A run that fails in the operator. Of a timer that fails Flink tells the task from another thread and goes on with what waits,
 * which may be a barrier: the same blocks ran once more, and the epoch was committed with the rows of both runs.
 */
class FailedRunIT extends SpeedJobTestBase {
    @Test
    void aRunThatFailsEndsTheTaskBeforeAnythingElse() throws Exception {
        Faults faults = new Faults("failed run");
        try (World world = installation.world(TestProject.full());
                var operator = new OneInputStreamOperatorTestHarness<LogInput, EpochFiles>(
                        new MaterializeOperatorFactory(world.config().withFaults(faults)))) {
            makeTopics(world);
            operator.open();
            failOnce(faults);
            take(operator, world);
            operator.setProcessingTime(Long.MAX_VALUE - 1); // a failure here would come too late

            TaskMailbox mails = operator.getTaskMailbox();
            assertThat(mails.size()).isEqualTo(1);
            assertThatThrownBy(() -> mails.take(TaskMailbox.MIN_PRIORITY).run()).hasMessageContaining("half published");
            assertThatThrownBy(() -> operator.prepareSnapshotPreBarrier(1)).hasMessageContaining("from coverage");
            assertThat(faults.reached(FaultInjector.Point.BLOCKS_RUN)).isEqualTo(1);
        }
    }

    /** What the enumerator does before blocks come. */
    private static void makeTopics(World world) {
        installation
                .admin()
                .ensureBounded(world.topics().attempts(), Installation.PARTITIONS, AttemptLog.RETENTION_BYTES);
    }

    private static void failOnce(Faults faults) {
        faults.set((point, detail) -> {
            if (point == FaultInjector.Point.RECORD_PUBLISHED) {
                faults.set(FaultInjector.NONE);
                throw new IllegalStateException("half published");
            }
        });
    }

    /** A start and a block, as from the source. */
    private static void take(OneInputStreamOperatorTestHarness<LogInput, EpochFiles> operator, World world)
            throws Exception {
        LogPartition partition = new LogPartition(world.log("events").topicId(), 0);
        var next = world.plan().targets("events").stream().collect(Collectors.toMap(t -> t, t -> 0L));
        operator.processElement(
                new LogInput.Start("events", partition, 0, next, List.of(), Attempt.NONE), Long.MIN_VALUE);
        byte[] rows = installation.session().queryIpc(Event.sql(new Event(1, "a", 60)));
        Block block = new Block(new BlockHeader("events", 1, 1, 1, 0, "", 0), rows, new byte[0]);
        operator.processElement(new LogInput.Arrived(new StoredBlock(partition, 0, block)), Long.MIN_VALUE);
    }
}
