package io.pipit.core.block.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

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
                "select 'abc'::integer | QUERY_FAILED | The query failed: 'abc' is not an Int32. The functions that",
                "select 255::utinyint + 1::utinyint | QUERY_FAILED | The result of 255 + 1 does not fit into a UInt8. Convert to a wider",
                "select 300::integer::utinyint | QUERY_FAILED | The value 300 does not fit into a UInt8.",
                "select 'x'::timestamp | QUERY_FAILED | 'x' is not a date or a time such as",
                "select 'x'::uuid | QUERY_FAILED | 'x' is not a UUID.",
                "select 'x'::decimal(9,2) | QUERY_FAILED | 'x' is not a Decimal(9,2).",
                "select 1000000::decimal(9,4) * 1 | QUERY_FAILED | does not fit into a Decimal(9,4).",
                "select (select i from range(3) t(i)) | QUERY_FAILED | A sub-query that stands for one value gives several rows.",
                "select regexp_matches('a', '(') | QUERY_FAILED | The pattern '(' is not a regular expression of RE2: missing ).",
                "select regexp_matches(i::varchar, '[') from range(3) t(i) | QUERY_FAILED | The pattern '[' is not a regular",
                "select time_bucket(to_days(0), timestamp '2024-01-01') | QUERY_FAILED | The length of a period is not greater",
                "select '{'::json | QUERY_FAILED | A text is not JSON, at byte 1",
                "select x from range(3) | QUERY_FAILED | The translation of the query is refused: Referenced column \"x\"",
                "selec 1 | QUERY_FAILED | syntax error at or near \"selec\".",
                "select sum('x') from range(3) | QUERY_FAILED | This is a fault of Pipit, not of the data; ",
                "select list(concat(i, 'abcdefghijklmnopqrstuvwxyz')) from range(9000000) t(i) | OUT_OF_MEMORY "
                        + "| raise the engine's memory: memory.batch for copies",
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
    void saysWhichDiskIsFull() {
        assumeThat(Path.of("/dev/full")).exists();
        assertThatThrownBy(() -> session.execute("copy (select range from range(9)) to '/dev/full' (format parquet)"))
                .hasMessage(
                        "A disk is full: Could not write file \"/dev/full\": No space left on device. What was begun is"
                                + " given up; free space, then try again.")
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.STORAGE_FAILED);
    }

    @Test
    void saysThatThereIsNoRoomForTemporaryFiles() {
        session.execute("set memory_limit = '30MB'");
        session.execute("set max_temp_directory_size = '2MB'");
        assertThatThrownBy(() -> session.execute(
                        "create table t as select md5(i::varchar) m from range(2000000) t(i) order by m"))
                .hasMessageContaining("the disk of its temporary files has no room for more")
                .hasMessageNotContaining("SET ")
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.OUT_OF_MEMORY);
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
        assertThat(ended.get(60, TimeUnit.SECONDS))
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
