package io.pipit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code pipit sql --local}: the dialect without a stack. */
class LocalSqlTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void answersOverLiteralsAndNumbers() {
        assertThat(run("SELECT sum(number) AS total, [1, 2] AS list FROM numbers(5)", "--format", "JSONEachRow"))
                .isZero();
        assertThat(out.toString()).isEqualTo("{\"total\":10,\"list\":[1,2]}\n");
    }

    @Test
    void theQuerysOwnFormatWins() {
        assertThat(run("SELECT 1 AS a, 'x' AS b FORMAT CSVWithNames", "--format", "JSON"))
                .isZero();
        assertThat(out.toString()).isEqualTo("\"a\",\"b\"\n1,\"x\"\n");
    }

    @Test
    void aFileIsNotPrinted() {
        assertThat(run("SELECT 1", "--format", "Parquet")).isEqualTo(2);
        assertThat(err.toString()).contains("Parquet is a file").contains("/v0/sql");
        assertThat(run("SELECT 1 FORMAT Parquet", "--format", "JSON")).isNotZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void totalsStandWhereTheFormatHasAPlaceForThem() {
        String query = "SELECT number % 3 AS k, count() AS c, sum(number) AS s FROM numbers(10) GROUP BY k WITH TOTALS"
                + " HAVING c > 3 ORDER BY k LIMIT 2";
        assertThat(run(query, "--format", "JSON")).isZero();
        assertThat(out.toString())
                .contains("{\"k\":0,\"c\":4,\"s\":18}\n],\n\"totals\": {\"k\":0,\"c\":4,\"s\":18},\n\"rows\": 1,");
        out.getBuffer().setLength(0);
        String outer = "SELECT k + 1 AS k, c FROM (SELECT toNullable(number % 2) AS k, count() AS c FROM numbers(5)"
                + " GROUP BY k WITH TOTALS) ORDER BY k";
        assertThat(run(outer, "--format", "CSVWithNames")).isZero();
        assertThat(out.toString()).isEqualTo("\"k\",\"c\"\n1,3\n2,2\n\n\\N,5\n");
        out.getBuffer().setLength(0);
        assertThat(run(outer, "--format", "JSONEachRow")).isZero();
        assertThat(out.toString()).isEqualTo("{\"k\":1,\"c\":3}\n{\"k\":2,\"c\":2}\n");
    }

    @Test
    void readsFilesOfText() throws IOException {
        Path json = write("a.ndjson", "{\"n\":1,\"at\":\"2024-01-02 03:04:05\",\"o\":{\"x y\":[1,2]}}\n");
        assertThat(run("SELECT *, toTypeName(o) AS t FROM file('" + json + "')", "--format", "JSONEachRow"))
                .isZero();
        assertThat(out.toString())
                .isEqualTo("{\"n\":1,\"at\":\"2024-01-02 03:04:05\",\"o\":{\"x y\":[1,2]},"
                        + "\"t\":\"Tuple(`x y` Array(Nullable(Int64)))\"}\n");
        Path csv = write("b.csv", "n,s\n1,a\n2,\\N\n");
        assertThat(run("SELECT sum(n) AS n, count(s) AS s FROM file('" + csv + "', 'CSV')", "--format", "CSV"))
                .isZero();
        assertThat(out.toString()).endsWith("3,1\n");
    }

    @Test
    void runsAScriptFromStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(
                    new ByteArrayInputStream("SELECT ';' AS a; -- one;\n;SELECT 2;".getBytes(StandardCharsets.UTF_8)));
            assertThat(run("-", "--format", "CSV")).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).isEqualTo("\";\"\n2\n");
    }

    @Test
    void errorsNameLineAndNearestName() throws IOException {
        write("events.csv", "n\n1\n");
        assertThat(run("SELECT 1;\nSELECT cout(1)")).isEqualTo(1);
        assertThat(err.toString()).contains("line 2", "'cout'", "'count'");
        assertThat(run("SELECT * FROM file('" + folder.resolve("event.csv") + "')"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("event.csv", "Did you mean 'events.csv'?");
        assertThat(run("SELECT * FROM file('" + folder.resolve("events.csv") + "', 'CVS')"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("Did you mean 'CSV'?");
        assertThat(run("SELECT * FROM events")).isEqualTo(1);
        assertThat(err.toString()).contains("'events'");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int run(String sql, String... options) {
        CommandLine commands = PipitCommand.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 3];
        arguments[0] = "sql";
        arguments[1] = "--local";
        arguments[2] = sql;
        System.arraycopy(options, 0, arguments, 3, options.length);
        return commands.execute(arguments);
    }
}
