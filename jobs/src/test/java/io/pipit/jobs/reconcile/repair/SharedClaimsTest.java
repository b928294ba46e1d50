package io.pipit.jobs.reconcile.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.reconcile.repair.ClaimStore.Changes;
import io.pipit.jobs.reconcile.repair.ClaimStore.Claim;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims as processes follow them, and what they say of it. */
class SharedClaimsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private JobsDatabase database;
    private ClaimStore claims;
    private GuardRegister register;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "", "");
        claims = new ClaimStore(database);
        register = new GuardRegister(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void eachChangeIsSeenOnceAndTheEndOfAClaimToo() {
        assertThat(claims.version()).isZero();
        claims.save(claim("a", false, 100, "1", "2"));
        claims.save(claim("b", false, 100, "3"));
        Changes first = claims.since(ClaimStore.BEFORE_ALL);
        assertThat(first.claims()).extracting(Claim::key).containsExactly("a", "b");
        assertThat(first.version()).isEqualTo(2).isEqualTo(claims.version());

        claims.save(claim("a", true, 100));
        Changes second = claims.since(first.version());
        assertThat(second.claims()).containsExactly(claim("a", true, 100));
        assertThat(claims.since(second.version()).claims()).isEmpty();
        assertThat(claims.find("b")).contains(claim("b", false, 100, "3"));
    }

    @Test
    void whatIsOverIsForgottenAndVersionsGoOn() {
        claims.save(claim("a", true, 100, "1"));
        claims.save(claim("b", false, 100, "2"));
        assertThat(claims.all(101)).extracting(Claim::key).containsExactly("b");
        assertThat(claims.of("events")).hasSize(1);
        assertThat(claims.of("others")).isEmpty();
        assertThat(claims.since(ClaimStore.BEFORE_ALL).version()).isEqualTo(2);
    }

    @Test
    void aClaimWaitsForWhoeverTakesEvents() {
        register.await(7, MINUTE, Duration.ZERO);
        register.say("i1", 7);
        register.say("i2", 6);
        assertThatThrownBy(() -> register.await(7, MINUTE, Duration.ZERO))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessageContaining("i2");
        // Nobody waits for one that has been silent for long enough.
        register.await(7, Duration.ZERO, Duration.ZERO);
        register.say("i2", 8);
        register.await(7, MINUTE, Duration.ZERO);
        register.say("i3", -1);
        register.forget("i3");
        register.await(7, MINUTE, Duration.ZERO);
    }

    private static Claim claim(String key, boolean settled, long until, String... ids) {
        return new Claim(key, "events", "id", settled, until, List.of(ids));
    }
}
