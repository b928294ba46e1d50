package io.pipit.core.block.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.engine.function.EngineFunctions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that many threads number at once. */
class RowNumbersTest {
    private static final long ROWS = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void eachRowHasANumberOfItsOwn() {
        try (Engine engine = Engine.open(new EngineConfig(4, 512 << 20, folder));
                EngineSession session = engine.session()) {
            String rows = "(SELECT " + EngineFunctions.NUMBER + "(7) AS n, range AS r FROM range(" + ROWS
                    + ") WHERE range % 3 <> 1)";
            session.execute("CREATE TABLE numbered AS SELECT * FROM " + rows + " ORDER BY r DESC");

            assertThat(session.queryLong("SELECT count(DISTINCT n) FROM numbered"))
                    .isEqualTo(session.queryLong("SELECT count(*) FROM numbered"))
                    .isEqualTo(session.queryLong("SELECT max(n) + 1 FROM numbered"));
            assertThat(session.queryLong("SELECT min(n) FROM numbered")).isZero();
        }
    }

    @Test
    void anotherCountBeginsAnew() {
        try (Engine engine = Engine.open(new EngineConfig(1, 64 << 20, folder));
                EngineSession session = engine.session()) {
            String numbers = "SELECT sum(" + EngineFunctions.NUMBER + "(%d))::BIGINT FROM range(4)";

            assertThat(session.queryLong(numbers.formatted(1))).isEqualTo(6);
            assertThat(session.queryLong(numbers.formatted(2))).isEqualTo(6);
            assertThat(session.queryLong(numbers.formatted(1))).isEqualTo(22);
        }
    }
}
