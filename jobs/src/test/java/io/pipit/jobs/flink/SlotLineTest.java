package io.pipit.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.junit.jupiter.api.Test;

class SlotLineTest {
    private final JobID first = new JobID();
    private final JobID second = new JobID();
    private final List<List<JobDetails>> looks = new ArrayList<>();
    private final SlotLine line = new SlotLine(() -> looks.size() > 1 ? looks.remove(0) : looks.get(0));

    @Test
    void jobsWaitUntilOneOfTheirTasksHasASlot() {
        looks.add(List.of(
                job(new JobID(), JobStatus.RUNNING, "SCHEDULED", "RUNNING"),
                job(new JobID(), JobStatus.RUNNING, "SCHEDULED", "DEPLOYING"),
                job(new JobID(), JobStatus.CANCELED, "CREATED", "SCHEDULED"),
                job(new JobID(), JobStatus.FINISHED),
                job(first, JobStatus.RUNNING, "CREATED", "SCHEDULED"),
                job(second, JobStatus.INITIALIZING)));
        JobID third = new JobID();
        line.joins(third);
        assertThat(line.waiting()).isEqualTo(Set.of(first, second, third));
        line.leaves(third);
        assertThat(line.waiting()).isEqualTo(Set.of(first, second));
    }

    @Test
    void whoLetsOthersPassIsBehindThoseThatWaitedWhenItCame() {
        JobDetails waits = job(first, JobStatus.RUNNING, "SCHEDULED");
        JobDetails later = job(second, JobStatus.RUNNING, "SCHEDULED");
        looks.add(List.of(waits));
        looks.add(List.of(waits, later));
        looks.add(List.of(waits, later));
        looks.add(List.of(job(first, JobStatus.RUNNING, "RUNNING"), later));
        line.letOthersPass(() -> false);
        assertThat(looks).as("what was not looked at").hasSize(1);
    }

    @Test
    void nobodyIsWaitedForWhenItIsEnough() {
        looks.add(List.of(job(first, JobStatus.RUNNING, "SCHEDULED")));
        line.letOthersPass(() -> true);
        assertThat(line.waiting()).containsExactly(first);
    }

    private static JobDetails job(JobID id, JobStatus status, String... tasks) {
        int[] states = new int[ExecutionState.values().length];
        for (String task : tasks) {
            states[ExecutionState.valueOf(task).ordinal()]++;
        }
        return new JobDetails(id, "a job", 0, 0, 0, status, 0, states, tasks.length);
    }
}
