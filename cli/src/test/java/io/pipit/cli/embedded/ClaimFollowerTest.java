package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import io.pipit.intake.guard.IdGuard;
import io.pipit.jobs.reconcile.repair.ClaimStore;
import io.pipit.jobs.reconcile.repair.ClaimStore.Claim;
import io.pipit.jobs.reconcile.repair.GuardRegister;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimFollowerTest {
    private static final LogTopic LOG = new LogTopic("log", "id", 1);
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private JobsDatabase database;
    private ClaimStore claims;
    private GuardRegister register;
    private CompletableFuture<Written> acknowledged = CompletableFuture.completedFuture(new Written("id", 0, 0));
    private IdGuard guard;
    private ClaimFollower follower;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "", "");
        claims = new ClaimStore(database);
        register = new GuardRegister(database);
        guard = new IdGuard((log, block) -> acknowledged, Clock.systemUTC());
        guard.lease().guard(Set.of("events"));
        follower = new ClaimFollower("i1", database, guard);
    }

    @AfterEach
    void close() {
        follower.close();
        guard.close();
        database.close();
    }

    @Test
    void nothingThatMightBeClaimedPassesBeforeTheClaimsAreKnown() throws Exception {
        assertThatThrownBy(() -> write("events").get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PipitException.class)
                .hasMessageContaining("'events' is reconciled");
        write("others").get(60, TimeUnit.SECONDS);

        follower.start();
        write("events").get(60, TimeUnit.SECONDS);

        guard.lease().renew(System.nanoTime() - Duration.ofHours(1).toNanos(), ClaimFollower.VALIDITY);
        guard.lease().limit();
        // It is known again a moment later.
        LocalRoles.await("the claims", () -> write("events").isCompletedExceptionally() ? "refused" : "");
    }

    @Test
    void aClaimIsSaidWhenWhatCameBeforeIsInTheLog() {
        follower.start();
        acknowledged = new CompletableFuture<>();
        CompletableFuture<Written> before = write("events");
        claims.save(new Claim("run.0:", "events", "id", false, Long.MAX_VALUE, List.of("a")));
        long version = claims.version();
        follower.step();
        follower.step();
        assertThatThrownBy(() -> register.await(version, LONG, Duration.ZERO)).hasMessageContaining("i1");

        acknowledged.complete(new Written("id", 0, 1));
        register.await(version, LONG, Duration.ofMinutes(2));
        assertThat(before).isDone();
    }

    @Test
    void aProcessThatEndsIsNotWaitedFor() {
        follower.start();
        claims.save(new Claim("run.0:", "events", "id", false, Long.MAX_VALUE, List.of("a")));
        follower.close();
        register.await(claims.version(), LONG, Duration.ZERO);
    }

    private CompletableFuture<Written> write(String dataSource) {
        return guard.write(
                LOG, new Block(new BlockHeader(dataSource, 1, 0, 0, 0, "", 0, List.of()), new byte[0], new byte[0]));
    }
}
