package io.pipit.cli.chaos;

import java.util.Locale;

/** The attacks. Whatever they do, no answer may be wrong or torn, and nothing that was acknowledged may be lost. */
enum Attack {
    KILL(3, "kill -9 of the process", "a restart goes on from coverage", arena -> {
        arena.kill();
        arena.start();
    }),
    KILL_AGAIN(1, "kill -9 of the process, and once more while it starts", "a restart goes on from coverage", arena -> {
        arena.kill();
        arena.start();
        arena.pause(6_000);
        arena.kill();
        arena.start();
    }),
    KILL_BROKER(3, "kill -9 of the broker", "clients wait for it, and nothing that was acknowledged lacks", arena -> {
        arena.killBroker();
        arena.pause(3_000);
        arena.startBroker();
    }),
    KILL_EVERYTHING(2, "kill -9 of the process and the broker", "a restart goes on from coverage", arena -> {
        if (arena.random().nextBoolean()) {
            arena.killBroker();
            arena.pause(200);
            arena.kill();
        } else {
            arena.kill();
            arena.killBroker();
        }
        arena.start();
    }),
    TASK_MANAGER_LOST(
            4,
            "the TaskManager is gone with all tasks of the speed job, of copies and of compactions; another one comes",
            "the job restarts there from coverage",
            arena -> arena.agent("/replace-taskmanager")),
    HALT_AT_A_STEP(
            2,
            "the process dies at a step of the speed job: between two records, two tables, or commit and notice",
            "what is half done is done again and counted once",
            arena -> {
                arena.fault(arena.anyStep(), "halt", 1, 40);
                arena.awaitDeath();
                arena.start();
            }),

    BLOCKS_FAIL(
            4,
            "running blocks fails",
            "the job restarts from coverage",
            arena -> arena.during("blocks_run", "fail", 2, 50)),
    HALF_PUBLISHED(
            6,
            "the job dies when it has published some partitions' rows of a run",
            "rows that are published again count once",
            arena -> arena.during("record_published", "fail", 2, 50)),
    HALF_RECORD(
            4,
            "half of a record is published by a writer that dies",
            "the half is void",
            arena -> arena.agent("/half-fresh")),
    PUBLISHED_TWICE(
            4,
            "records of the fresh topic are delivered twice",
            "they count once",
            arena -> arena.agent("/repeat-fresh?records=" + (1 + arena.random().nextInt(200)))),
    FILES_FAIL(
            4,
            "files of an epoch cannot be written",
            "the epoch is written again",
            arena -> arena.during("files_written", "fail", 2, 50)),
    HALF_AN_EPOCH(
            6,
            "some tables of an epoch are committed and others are not",
            "each table goes on from its own coverage",
            arena -> arena.during("table_commits", "fail", 3, 40)),
    COMMITTED_BUT_FAILED(
            6,
            "commits take effect, and the job fails right after",
            "they are found and not repeated",
            arena -> arena.during("table_committed", "fail", 3, 40)),
    NOTICE_LOST(
            4,
            "an epoch is committed and its notice is not written",
            "serving finds the snapshots all the same",
            arena -> arena.during("epoch_committed", "fail", 1, 100)),
    SLOW_COMMITS(3, "commits are slow", "reads go on", arena -> arena.during("table_commits", "slow", -1, 100)),

    CATALOG_AWAY(
            6,
            "the catalog cannot be reached",
            "reads go on from what is held",
            arena -> arena.during("catalog", "away", -1, 100)),
    CATALOG_FLAKY(
            4,
            "one in five calls of the catalog fails",
            "each is repeated or leads to a restart",
            arena -> arena.during("catalog", "away", -1, 20)),
    CATALOG_SLOW(3, "the catalog is slow", "reads go on", arena -> arena.during("catalog", "slow", -1, 50)),
    COMMIT_REFUSED(
            4,
            "the catalog refuses commits",
            "they are tried again",
            arena -> arena.during("commit", "refuse", -1, 60)),
    COMMIT_ANSWER_LOST(
            6,
            "commits take effect, but their answers are lost",
            "they are found and not repeated",
            arena -> arena.during("commit", "lose-answer", -1, 60)),
    COMMIT_ANSWER_LOST_SLOWLY(
            3,
            "commits take effect late, and report a failure",
            "they are found and not repeated",
            arena -> arena.during("commit", "lose-answer-slowly", -1, 60)),
    COMMIT_REQUEST_LOST(
            4,
            "commits never arrive, and nobody can know",
            "they are made again",
            arena -> arena.during("commit", "lose-request", -1, 60)),
    COMMIT_ARRIVES_LATE(
            6,
            "commits report an unknown outcome and arrive after they were tried again",
            "the late one is refused",
            arena -> arena.during("commit", "late", -1, 60)),

    LOG_REFUSES(
            3,
            "the log takes nothing",
            "requests fail and none of them counts",
            arena -> arena.during("log", "refuse", -1, 70)),
    LOG_ANSWER_LOST(
            6,
            "the log takes blocks, and its answer is lost",
            "a request that is repeated under its key counts once",
            arena -> arena.during("log", "lose-answer", -1, 50)),
    LOG_SLOW(
            2,
            "the log is slow",
            "nothing is acknowledged before it is durable",
            arena -> arena.during("log", "slow", -1, 100)),
    BLOCKS_TWICE(
            4,
            "blocks with a key are in the log twice",
            "all consumers drop the second",
            arena -> arena.during("log", "twice", -1, 100)),

    SECOND_JOB(
            3, "a second speed job works on the same tables", "each block is committed once, by one of them", arena -> {
                String job = arena.agent("/second-job");
                arena.hold(6_000);
                arena.agent("/cancel-job?id=" + job);
            }),
    SERVING_REBUILT(
            4, "serving is built anew while queries run", "answers do not go back", arena -> arena.agent("/rebuild")),
    MEMORY_FULL(
            3,
            "fresh rows reach their limit while nothing can be committed",
            "positions stand still, and move on once there is room again",
            arena -> {
                arena.agent("/memory?above=" + arena.random().nextInt(200_000));
                arena.fault("catalog", "away", -1, 100);
                arena.hold(4_000);
                arena.agent("/calm?place=catalog");
                arena.recoverUnlessNested();
                arena.agent("/memory");
            }),
    CLOCK_BACK(4, "the clock is set back, or forth and back", "accepted times are data and decide nothing", arena -> {
        arena.agent("/clock?seconds=" + (arena.random().nextInt(7_200) - 5_400));
        arena.hold(2_000);
        arena.agent("/clock?seconds=0");
    }),
    DISK_FULL(
            4,
            "the disk is full: events are refused, and files cannot be written",
            "what was acknowledged is kept",
            arena -> {
                arena.agent("/disk?free=" + Long.MAX_VALUE);
                arena.fault("files_written", "disk", -1, 80);
                arena.hold(3_000);
                arena.agent("/calm?place=files_written");
                arena.agent("/disk?free=0");
            }),
    COMPACT(
            6,
            "small files are compacted, and the run may be cut short",
            "the same rows",
            arena -> arena.maintain("compact")),
    EXPIRE(
            4,
            "old snapshots expire while queries and copies run",
            "nothing that is read goes",
            arena -> arena.maintain("expire")),
    ORPHANS(3, "files that nothing reads are deleted", "nothing that is read goes", arena -> arena.maintain("orphans")),
    TRIM(
            3,
            "the fresh topic and the logs are trimmed to what all tables have",
            "nobody misses what is trimmed",
            arena -> arena.maintain("trim")),
    DEPLOY_VIEW(
            3,
            "a version is deployed in which a view has another text and must be filled anew",
            "the same rows, at positions that never go back",
            arena -> arena.deploy(arena.otherVersion().ofAView())),
    DEPLOY_KEY(
            3,
            "a version is deployed in which a table has another sorting key",
            "the same rows, at positions that never go back",
            arena -> arena.deploy(arena.otherVersion().ofAKey())),
    POPULATE(
            2,
            "the rows of a view are made once more",
            "the same rows, at positions that never go back",
            Arena::populate),
    CASCADE(
            3,
            "rows are deleted, and a view of them follows",
            "batches are whole or gone in the view, and gone ones stay away",
            Arena::cascade),
    DEADLY_BLOCK(
            0,
            "a block takes the process down whenever views run on it",
            "after three times it is set aside for the views, and all else goes on",
            Arena::deadlyBlock);

    /** What an attack does. */
    interface Step {
        void run(Arena arena) throws Exception;
    }

    private final int weight;
    private final String what;
    private final String mustHold;
    private final Step step;

    Attack(int weight, String what, String mustHold, Step step) {
        this.weight = weight;
        this.what = what;
        this.mustHold = mustHold;
        this.step = step;
    }

    /** How often it is chosen, among the sum of all weights; those that need a world of their own have none. */
    int weight() {
        return weight;
    }

    /** How often the process dies of it. */
    int deaths() {
        return switch (this) {
            case KILL, KILL_EVERYTHING, HALT_AT_A_STEP -> 1;
            case KILL_AGAIN -> 2;
            case DEADLY_BLOCK -> 3;
            default -> 0;
        };
    }

    void run(Arena arena) throws Exception {
        step.run(arena);
    }

    /** The row of the guide. */
    String row() {
        return "| `" + name() + "` | " + what + " | " + mustHold + " |";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (" + what + "; " + mustHold + ")";
    }
}
