package io.pipit.jobs.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.access.Scope;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {
    private static final Scope READ = Scope.parse("PIPES:READ:top");
    private static final Scope APPEND = Scope.parse("DATASOURCES:APPEND:events");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private JobsDatabase database;
    private TokenStore store;
    private TokenBook book;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "sa", "");
        store = new TokenStore(database, Clock.systemUTC());
        book = new TokenBook(store, nanos::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aTokenHasAValueThatNobodyGuessesAndNothingShows() {
        StaticToken one = store.create("one", List.of(READ));
        StaticToken other = store.create("other", List.of(APPEND, READ));
        assertThat(one.value()).matches("p\\.[\\w-]{43}").isNotEqualTo(other.value());
        assertThat(one.toString()).doesNotContain(one.value());
        assertThat(store.find("other").scopes()).containsExactly(READ, APPEND);
        assertThatThrownBy(() -> store.create("one", List.of(READ))).hasMessageContaining("already");
        assertThatThrownBy(() -> store.find("otter")).hasMessageContaining("Did you mean 'other'?");
        assertThat(store.grant("one", List.of(APPEND)).scopes()).containsExactly(APPEND);
    }

    @Test
    void filesMakeTokensAndChangeOnlyWhatTheySay() {
        store.declare(Map.of("dashboard", scopes(READ)));
        String value = store.find("dashboard").value();
        store.grant("dashboard", List.of(APPEND));
        assertThat(store.find("dashboard").scopes()).containsExactly(READ, APPEND);
        store.declare(Map.of("dashboard", scopes(), "collector", scopes(APPEND)));
        assertThat(store.find("dashboard").scopes()).containsExactly(APPEND);
        assertThat(store.find("collector").scopes()).containsExactly(APPEND);
        store.declare(Map.of());
        assertThat(store.find("collector").scopes()).isEmpty();
        assertThat(store.find("dashboard").value()).isEqualTo(value);
    }

    @Test
    void aChangeCountsSoonAndKnownTokensCountWhileTheDatabaseIsAway() {
        String former = store.create("one", List.of(READ)).value();
        assertThat(book.find(former)).map(StaticToken::name).hasValue("one");
        String value = store.refresh("one").value();
        nanos.addAndGet(TokenBook.AGE.toNanos());
        assertThat(book.find(former)).isEmpty();
        assertThat(book.find(value)).isPresent();
        store.remove("one");
        nanos.addAndGet(TokenBook.AGE.toNanos());
        assertThat(book.find(value)).isEmpty();

        String kept = store.create("two", List.of(READ)).value();
        nanos.addAndGet(TokenBook.AGE.toNanos());
        assertThat(book.find(kept)).isPresent();
        database.close();
        nanos.addAndGet(TokenBook.AGE.toNanos());
        assertThat(book.find(kept)).isPresent();
    }

    private static SortedSet<Scope> scopes(Scope... scopes) {
        return new TreeSet<>(List.of(scopes));
    }
}
