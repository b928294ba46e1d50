package io.pipit.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.block.type.TypeParser;
import io.pipit.intake.gather.BlockShape;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FixtureBlocksTest {
    private final RootAllocator allocator = new RootAllocator();
    private final FixtureBlocks blocks = new FixtureBlocks(0, "");

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void theFirstRowThatDoesNotFitIsNamedByItsLine() {
        String good = "{\"id\":1}\n";
        assertThat(first(good + good)).isEmpty();
        assertThat(first(good + "\n\n" + good + "{\"id\":\"x\"}\n{\"id\":\"y\"}\n"))
                .startsWith("5: id: ")
                .contains("x");
        assertThat(first(good + good + "{\"id\":\n" + good)).startsWith("3: ").contains("not valid JSON");
        assertThat(first("{\"id\":\n" + good)).startsWith("1: ").contains("not valid JSON");
        assertThat(first(good + "7\n" + good)).startsWith("2: ").contains("expected a JSON object, found a number");
        assertThat(first("[{\"id\":1},\n{\"id\":2}, {\"id\":\"x\"}]")).startsWith("3: id: ");
    }

    @Test
    void theFileIsNamedWhereNothingCanBeRead() {
        assertThatThrownBy(() -> blocks.of(shape(), "\n\nid,name\n", "fixtures/e.ndjson"))
                .hasMessageContaining("fixtures/e.ndjson")
                .hasMessageContaining("Line 3: not valid JSON");
        assertThat(blocks.of(shape(), " \n", "fixtures/e.ndjson")).isEmpty();
    }

    private String first(String ndjson) {
        FixtureBlocks.Shape shape = shape();
        BlockShape edge = new BlockShape(shape.table(), shape.schemaVersion(), shape.allocator());
        return blocks.firstUnfit(shape, ndjson, edge::unfit);
    }

    private FixtureBlocks.Shape shape() {
        Column id = new Column("id", TypeParser.parse("Int64"), "$.id", "");
        TableSpec table = new TableSpec("e", List.of(id), EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
        return new FixtureBlocks.Shape(JsonTable.compile(table, ComputedDefaults.NONE), 1, allocator);
    }
}
