package io.pipit.core.block.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.ErrorKind;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineErrorsTest {
    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = Engine.open(new EngineConfig(1, 60_000_000, folder));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        assertThat(engine.transferBytes()).isZero();
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select 'abc'::integer | QUERY_FAILED | The query failed: Could not convert string 'abc' to INT32.",
                "select 255::utinyint + 1::utinyint | QUERY_FAILED | Overflow in addition of UINT8 (255 + 1)!",
                "select x from range(3) | QUERY_FAILED | Referenced column \"x\" not found in FROM clause!",
                "selec 1 | QUERY_FAILED | syntax error at or near \"selec\".",
                "select sum('x') from range(3) | QUERY_FAILED | The query failed: ",
                "select list(concat(i, 'abcdefghijklmnopqrstuvwxyz')) from range(9000000) t(i) | OUT_OF_MEMORY "
                        + "| raise the engine's memory limit.",
                "from read_parquet('/nowhere/x.parquet') | STORAGE_FAILED | Files could not be read or written: No files found",
                "copy (select 1) to '/nowhere/x.parquet' | STORAGE_FAILED | Cannot open file \"/nowhere/x.parquet\"",
            })
    void saysWhoCanDoSomething(String sql, ErrorCode code, String message) {
        assertThatThrownBy(() -> session.execute(sql))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining(message)
                .hasMessageNotContainingAny("LINE 1", "duckdb", "DuckDB", "^^^", "type casts")
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(code);
        assertThat(session.queryLong("select 1")).isEqualTo(1);
    }

    @Test
    void onlyFaultsOfRowsAndQueriesAreTheUsers() {
        assertThat(List.of(ErrorCode.OUT_OF_MEMORY, ErrorCode.STORAGE_FAILED, ErrorCode.QUERY_TIMEOUT))
                .allMatch(c -> c.kind() == ErrorKind.RESOURCE);
    }

    @Test
    void aStatementCanBeStoppedFromAnotherThread() throws Exception {
        CompletableFuture<Throwable> ended = CompletableFuture.supplyAsync(() -> {
            try {
                session.execute("select count(*) from range(3000000) a, range(3000000) b where a.range + b.range = -1");
                return null;
            } catch (PipitException e) {
                return e;
            }
        });
        while (!ended.isDone()) {
            session.cancel();
            Thread.onSpinWait();
        }
        assertThat(ended.get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_TIMEOUT));
    }

    @Test
    void rowsThatNobodyReadsAreGivenBack() {
        byte[] ipc = session.queryIpc("select i::bigint id from range(1000) t(i)");
        List<SourceRows> rows = List.of(SourceRows.raw("log:a", 0, 1, 0, ipc));
        assertThatThrownBy(() -> session.withRows("e", ids(), rows, s -> s.queryLong("select nothing from e")))
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> session.withRows("e", ids(), rows, s -> {
                    throw new IllegalStateException("stopped");
                }))
                .hasMessage("stopped");
        session.withRows("e", ids(), rows, s -> s.queryLong("select id from e limit 1"));
    }

    @Test
    void brokenRowsFailWithTheirOwnError() {
        byte[] ipc = session.queryIpc("select i::bigint id from range(1000) t(i)");
        byte[] cut = Arrays.copyOf(ipc, ipc.length / 2);
        List<SourceRows> rows = List.of(SourceRows.raw("log:a", 0, 1, 0, cut));
        assertThatThrownBy(() -> session.createFromRows("t", true, ids(), rows))
                .isInstanceOf(PipitException.class)
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    private static TableSpec ids() {
        Column id = new Column("id", TypeParser.parse("Int64"));
        return new TableSpec("events", List.of(id), EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
    }
}
