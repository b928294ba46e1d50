package io.pipit.serving.fresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.arrow.IpcStream;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.type.TypeParser;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshTableTest {
    private static final int ROWS = 100_000;

    private final AtomicLong nanos = new AtomicLong();
    private Engine engine;
    private SessionPool sessions;
    private FreshTable table;
    private IpcStream rows;
    private long offset;

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        sessions = new SessionPool(engine);
        TableSpec spec = new TableSpec(
                "events",
                List.of(new Column("id", TypeParser.parse("Int64"))),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
        table = new FreshTable(spec, "fresh", sessions, name -> {}, nanos::get);
        try (EngineSession session = engine.session()) {
            rows = IpcStream.pack(session.queryIpc("select range as id from range(" + ROWS + ")"));
        }
    }

    @AfterEach
    void close() {
        sessions.close();
        engine.close();
    }

    @Test
    void rowsOfATableThatNobodyAsksForStayPacked() {
        append();
        assertThat(waitingBytes()).isEqualTo(rows.length());
        ask();
        assertThat(waitingBytes()).isZero();
        append();
        assertThat(waitingBytes()).as("asked for just now").isZero();
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(5) + 1);
        append();
        assertThat(waitingBytes()).as("not asked for since").isEqualTo(rows.length());
        ask();
        assertThat(counted()).isEqualTo(3L * ROWS);
    }

    @Test
    void rowsOfAnInsertThatFailsHalfwayCountOnce() {
        append();
        ask();
        long first = offset;
        SourceRows garbage = SourceRows.raw(Feed.log("events"), 0, first + 1, 0, new byte[] {1, 2, 3});
        table.append(List.of(
                arrival(first, 0, SourceRows.raw(Feed.log("events"), 0, first, 0, rows)),
                arrival(first, first + 1, garbage)));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(this::ask).isInstanceOf(IllegalArgumentException.class);
            assertThat(counted()).as("nothing is kept of what fails").isEqualTo(ROWS);
        }
    }

    @Test
    void rowsThatAnotherRecordBroughtAreLeftOut() {
        append();
        append();
        SourceRows again = SourceRows.raw(Feed.log("events"), 0, 2, 0, rows);
        table.append(List.of(arrival(0, 2, SourceRows.raw(Feed.log("events"), 0, 1, 0, rows)), arrival(0, 2, again)));
        ask();
        assertThat(counted()).isEqualTo(3L * ROWS);
    }

    private static Arrival arrival(long first, long skipBelow, SourceRows data) {
        return new Arrival(
                new FeedPartition(Feed.log("events"), 0), new BlockRange(first, first + 2), -1, skipBelow, data);
    }

    private void append() {
        SourceRows data = SourceRows.raw(Feed.log("events"), 0, offset, 0, rows);
        table.append(List.of(new Arrival(
                new FeedPartition(Feed.log("events"), 0), new BlockRange(offset, ++offset), ROWS, 0, data)));
        table.settleMany();
    }

    private void ask() {
        table.generations().forEach(Generation::ask);
    }

    private long waitingBytes() {
        return table.generations().stream().mapToLong(Generation::waitingBytes).sum();
    }

    private long counted() {
        try (EngineSession session = engine.session()) {
            return session.queryLong(
                    "select count(*) from " + table.generations().get(0).table());
        }
    }
}
