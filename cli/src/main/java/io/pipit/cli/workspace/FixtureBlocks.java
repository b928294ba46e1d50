package io.pipit.cli.workspace;

import io.pipit.core.block.Block;
import io.pipit.core.block.Column;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;

/** Makes blocks of the rows of fixtures by the edge's own parser: the same rows, defaults and quarantine as over HTTP. */
public final class FixtureBlocks {
    /** As large as the edge makes them at most. */
    private static final long BLOCK_BYTES = 8L << 20;

    /**
     * How rows of a table become blocks.
     *
     * @param table where members are found by JSON path, or of {@link #byName}
     * @param schemaVersion in the headers of blocks
     * @param allocator for the time of encoding a block
     */
    public record Shape(JsonTable table, int schemaVersion, BufferAllocator allocator) {}

    private final long acceptedAtMicros;
    private final String key;

    /**
     * Of rows that come in at once.
     *
     * @param key in the headers of the blocks: under one key they count once; or the empty text
     */
    public FixtureBlocks(long acceptedAtMicros, String key) {
        this.acceptedAtMicros = acceptedAtMicros;
        this.key = key;
    }

    /**
     * The blocks of NDJSON, or of an array of objects.
     *
     * @throws PipitException {@code INVALID_BODY} when it holds no rows at all
     */
    public List<Block> of(Shape shape, String ndjson, String origin) {
        List<Block> blocks = new ArrayList<>();
        if (ndjson.isBlank()) {
            return blocks;
        }
        try (EventReader reader = reader(ndjson)) {
            boolean more = true;
            while (more) {
                BlockBuilder builder = new BlockBuilder(shape.table());
                more = reader.readInto(builder, BLOCK_BYTES);
                if (builder.rows() + builder.quarantined() > 0) {
                    blocks.add(builder.build(
                            shape.allocator(), shape.schemaVersion(), acceptedAtMicros, key, blocks.size()));
                }
            }
            return blocks;
        } catch (PipitException e) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY, "The fixture " + origin + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Which row does not fit, and why: {@code "3: amount: …"}, by lines where each row has one; empty when all fit.
     *
     * @param reason why the row of a block does not fit
     */
    public String firstUnfit(Shape shape, String ndjson, Function<Block, String> reason) {
        try (EventReader reader = reader(ndjson)) {
            boolean more = true;
            for (int row = 0; more; ) {
                BlockBuilder builder = new BlockBuilder(shape.table());
                more = reader.readInto(builder, 1);
                if (builder.quarantined() > 0) {
                    Block unfit = builder.build(shape.allocator(), shape.schemaVersion(), acceptedAtMicros, "", 0);
                    return line(ndjson, row) + ": " + reason.apply(unfit);
                }
                row += builder.rows();
            }
            return "";
        }
    }

    /** The number of the line that holds a row. */
    private static int line(String ndjson, int row) {
        if (array(ndjson)) {
            return row + 1;
        }
        int number = 0;
        int left = row;
        for (String line : ndjson.split("\n", -1)) {
            number++;
            if (!line.isBlank() && left-- == 0) {
                break;
            }
        }
        return number;
    }

    private EventReader reader(String ndjson) {
        byte[] body = ndjson.getBytes(StandardCharsets.UTF_8);
        return new EventReader(
                body, body.length, array(ndjson) ? EventFormat.JSON : EventFormat.NDJSON, acceptedAtMicros);
    }

    private static boolean array(String ndjson) {
        return ndjson.stripLeading().startsWith("[");
    }

    /** The same table, filled by the names of its columns; those that a row lacks are empty. */
    public static TableSpec byName(TableSpec table) {
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
        int rows = quarantined(blocks);
        return rows == 0
                ? ""
                : Counted.of(rows, "row does", "rows do") + " not fit and went to "
                        + QuarantineTable.nameOf(blocks.get(0).header().dataSource());
    }

    /** How many rows do not fit. */
    public static int quarantined(List<Block> blocks) {
        return blocks.stream().mapToInt(b -> b.header().quarantinedCount()).sum();
    }
}
