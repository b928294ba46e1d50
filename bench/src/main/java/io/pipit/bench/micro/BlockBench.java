package io.pipit.bench.micro;

import io.pipit.bench.load.WebEvents;
import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.sql.MergeSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What happens to a block. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BlockBench {
    /** What the methods measure, for people. */
    public static final Map<String, String> NAMES = Map.of(
            "jsonToColumns", "JSON to columns",
            "encode", "block encoded (columns to Arrow IPC)",
            "importBlock", "block into the engine (Arrow IPC to a table)",
            "merge", "merge of partial rows",
            "template", "endpoint: template and cached translation",
            "translation", "query: parse and translate, not cached");

    private static final int ROWS = 10_000;

    private BufferAllocator allocator;
    private Engine engine;
    private EngineSession session;
    private JsonTable table;
    private byte[] body;
    private BlockBuilder full;
    private Block block;
    private String merge;

    /** Makes a block and a table of partial rows. */
    @Setup
    public void open() throws IOException {
        Path home = Path.of(System.getProperty("pipit.home"));
        var plan = BenchPlan.compile(home);
        TableSpec events = plan.table("analytics_events").orElseThrow();
        table = JsonTable.compile(events, ComputedDefaults.NONE);
        body = WebEvents.read(home, 1).body(0, ROWS);
        allocator = new RootAllocator();
        full = read();
        block = full.build(allocator, 1, 0, "", 0);
        engine = Engine.open(new EngineConfig(1, 1L << 30, Files.createTempDirectory("pipit-bench-engine")));
        session = engine.session();
        TableSpec rollup = plan.table("hits_by_minute").orElseThrow();
        session.execute("create table partial as select 'f' as _feed, 0 as _part, range // 1000 as _off, range as _row,"
                + " 0::bigint as _at, timestamp '2026-01-01' + to_minutes(range % 1000) as minute, 'hit' as action,"
                + " '1.0' as version, 1::ubigint as hits from range(" + ROWS + ")");
        merge = "select count(*) from " + new MergeSql().merged(rollup, "(select * from partial)", false);
    }

    /** Closes all. */
    @TearDown
    public void close() {
        session.close();
        engine.close();
        allocator.close();
    }

    /** Parse, type, columns. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public BlockBuilder jsonToColumns() {
        return read();
    }

    /** Columns to bytes. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Block encode() {
        return full.build(allocator, 1, 0, "", 0);
    }

    /** Bytes to a table of the engine. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void importBlock() {
        session.createFromRows("imported", true, table.table(), List.of(SourceRows.raw("f", 0, 0, 0, block.rows())));
        session.execute("drop table imported");
    }

    /** Partial rows to whole ones. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long merge() {
        return session.queryLong(merge);
    }

    private BlockBuilder read() {
        BlockBuilder builder = new BlockBuilder(table);
        try (EventReader reader = new EventReader(body, body.length, EventFormat.NDJSON, 0)) {
            reader.readInto(builder, Long.MAX_VALUE);
        }
        return builder;
    }
}
