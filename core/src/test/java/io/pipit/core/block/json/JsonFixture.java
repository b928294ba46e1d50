package io.pipit.core.block.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Block;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.sql.EngineDefaults;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;

/** Reads JSON into blocks and the blocks back through the engine. */
final class JsonFixture implements AutoCloseable {
    /** 2026-11-21 10:00:00.123456 UTC. */
    static final long ACCEPTED = 1_795_255_200_123_456L;

    private final RootAllocator allocator = new RootAllocator();
    private final Engine engine;
    private final EngineSession session;
    private final EngineDefaults defaults;

    JsonFixture(Path folder) {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        defaults = new EngineDefaults(new EngineConfig(1, 100_000_000, folder));
        session = engine.session();
    }

    static Column column(String name, String type, String path, String defaultExpression) {
        return new Column(name, TypeParser.parse(type), path, defaultExpression);
    }

    static TableSpec table(Column... columns) {
        return new TableSpec("events", List.of(columns), EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
    }

    List<Block> blocks(TableSpec table, byte[] body, EventFormat format, long blockBytes) {
        JsonTable json = JsonTable.compile(table, defaults);
        List<Block> blocks = new ArrayList<>();
        try (EventReader reader = new EventReader(body, body.length, format, ACCEPTED)) {
            boolean more = true;
            while (more) {
                BlockBuilder builder = new BlockBuilder(json);
                more = reader.readInto(builder, blockBytes);
                blocks.add(builder.build(allocator, 1, ACCEPTED, "", blocks.size()));
            }
        }
        return blocks;
    }

    Block block(TableSpec table, String body) {
        return blocks(table, body.getBytes(StandardCharsets.UTF_8), EventFormat.NDJSON, Long.MAX_VALUE)
                .get(0);
    }

    /** Rows as texts, {@code a|b}; columns are given in the engine's SQL. */
    List<String> rows(TableSpec table, Block block, String columns) {
        return select(table, block.rows(), columns);
    }

    List<String> quarantined(TableSpec table, Block block, String columns) {
        return select(JsonTable.compile(table, defaults).quarantine(), block.quarantined(), columns);
    }

    private List<String> select(TableSpec table, byte[] ipc, String columns) {
        session.createFromRows("t", true, table, List.of(SourceRows.raw("log:events", 0, 1, 0, ipc)));
        return session.query("select " + columns + " from t order by _row", result -> {
            List<String> rows = new ArrayList<>();
            int count = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= count; i++) {
                    row.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        });
    }

    @Override
    public void close() {
        defaults.close();
        session.close();
        engine.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }
}
