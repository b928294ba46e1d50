package io.pipit.core.config;

import java.time.Duration;

/** The Flink clusters that run the jobs. */
public record FlinkSettings(
        @Setting(
                value = "",
                help =
                        "REST address of the Flink cluster that runs the speed job, for instance `http://jobmanager:8081`; empty for the one in this process.")
        String speed,

        @Setting(
                value = "",
                help =
                        "REST address of the Flink cluster that runs copies, fillings, compaction and changes of rows; empty for that of `flink.speed`.")
        String batch,

        @Setting(
                value = "0",
                help =
                        "Memory of the SQL engine in each slot of these clusters; 0 takes 70 % of a slot's share of the TaskManager's task off-heap memory, or of its managed memory where that is 0.",
                min = 0)
        ByteSize slotMemory,

        @Setting(value = "2m", help = "How long a job waits for free slots before it fails with NO_FREE_SLOT.", min = 0)
        Duration slotWait) {}
