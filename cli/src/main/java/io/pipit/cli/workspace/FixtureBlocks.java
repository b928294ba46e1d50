package io.pipit.cli.workspace;

import io.pipit.core.block.Block;
import io.pipit.core.block.Column;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Makes blocks of events by the edge's own parser: the same rows, defaults and quarantine as over HTTP. */
final class FixtureBlocks {
    /** As large as the edge makes them at most. */
    private static final long BLOCK_BYTES = 8L << 20;

    private final BufferAllocator allocator;
    private final long acceptedAtMicros;

    private final ComputedDefaults defaults;

    FixtureBlocks(BufferAllocator allocator, long acceptedAtMicros, ComputedDefaults defaults) {
        this.allocator = allocator;
        this.defaults = defaults;
        this.acceptedAtMicros = acceptedAtMicros;
    }

    /** Events as clients send them: by JSON path where the table has some. */
    List<Block> events(TableSpec table, String ndjson, String origin) {
        return blocks(JsonTable.compile(table, defaults), ndjson, origin);
    }

    /** Rows whose members are named after the columns; columns that a row lacks are empty. */
    List<Block> rows(TableSpec table, String ndjson, String origin) {
        return blocks(JsonTable.compile(byName(table), defaults), ndjson, origin);
    }

    private List<Block> blocks(JsonTable table, String ndjson, String origin) {
        byte[] body = ndjson.getBytes(StandardCharsets.UTF_8);
        List<Block> blocks = new ArrayList<>();
        if (ndjson.isBlank()) {
            return blocks;
        }
        EventFormat format = ndjson.stripLeading().startsWith("[") ? EventFormat.JSON : EventFormat.NDJSON;
        try (EventReader reader = new EventReader(body, body.length, format, acceptedAtMicros)) {
            boolean more = true;
            while (more) {
                BlockBuilder builder = new BlockBuilder(table);
                more = reader.readInto(builder, BLOCK_BYTES);
                if (builder.rows() + builder.quarantined() > 0) {
                    blocks.add(builder.build(allocator, 1, acceptedAtMicros, "", 0));
                }
            }
            return blocks;
        } catch (PipitException e) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY, "The fixture " + origin + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same table, filled by the names of its columns. */
    private static TableSpec byName(TableSpec table) {
        List<Column> columns = table.columns().stream()
                .map(c -> new Column(c.name(), c.type(), "", defaultOf(c)))
                .toList();
        return new TableSpec(table.name(), columns, table.engine(), table.sortingKey(), table.partitionKey());
    }

    private static String defaultOf(Column column) {
        return column.defaultExpression().isEmpty() && !column.type().nullable() ? "NULL" : column.defaultExpression();
    }

    /** What was wrong with the rows that do not fit, for people: {@code "2 rows do not fit"}; empty when all do. */
    static String refused(List<Block> blocks) {
        int rows = blocks.stream().mapToInt(b -> b.header().quarantinedCount()).sum();
        return rows == 0
                ? ""
                : rows + (rows == 1 ? " row does" : " rows do") + " not fit and went to "
                        + QuarantineTable.nameOf(blocks.get(0).header().dataSource());
    }
}
