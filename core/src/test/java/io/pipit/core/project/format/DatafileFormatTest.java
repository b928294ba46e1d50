package io.pipit.core.project.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ProjectFolder;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.format.DatafileFormat.Formatted;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DatafileFormatTest {
    private final DatafileFormat format = new DatafileFormat();

    @Test
    void aDataSource() {
        assertThat(formatted(DatafileKind.DATA_SOURCE, """
                        TOKEN "x" APPEND
                        SCHEMA >
                        \t# first
                        \t`a` String   `json:$.a`,
                        \tb Array( String ) `json:$.b[:]` DEFAULT [ 'x,  y' ],   c SimpleAggregateFunction(any,Nullable(String)),
                        \t`d` Tuple(
                        \t   x Int32,
                        \t   y String ),
                        ENGINE   MergeTree
                        ENGINE_SORTING_KEY a


                        ENGINE_TTL ""
                        # end
                        """)).isEqualTo("""
                        TOKEN "x" APPEND

                        SCHEMA >
                            # first
                            `a` String `json:$.a`,
                            b Array(String) `json:$.b[:]` DEFAULT ['x,  y'],
                            c SimpleAggregateFunction(any, Nullable(String)),
                            `d` Tuple(x Int32, y String)

                        ENGINE MergeTree
                        ENGINE_SORTING_KEY a

                        ENGINE_TTL ""
                        # end
                        """);
    }

    @Test
    void aPipe() {
        assertThat(formatted(DatafileKind.PIPE, """
                        # a pipe\r
                        TOKEN x READ\r
                        DESCRIPTION >\r
                              Two\r
                                lines\r
                        NODE one\r
                        DESCRIPTION one line\r
                        SQL >\r
                        \r
                        %\r
                        select *, 'of two
                        lines' as t from events where 1=1\r
                        {%if defined(q)%}and q = {{String(q)}}{%end%}\r
                        # of the file
                        NODE two
                        SQL > select * from one
                        TYPE ENDPOINT
                        """)).isEqualTo("""
                        # a pipe
                        TOKEN x READ

                        DESCRIPTION >
                            Two
                              lines

                        NODE one
                        DESCRIPTION one line
                        SQL >
                            %
                            SELECT
                                *,
                                'of two
                        lines' AS t
                            FROM events
                            WHERE
                                1 = 1
                                {% if defined(q) %}
                                AND q = {{ String(q) }}
                                {% end %}

                        # of the file
                        NODE two
                        SQL >
                            SELECT *
                            FROM one

                        TYPE ENDPOINT
                        """);
    }

    @Test
    void whatIsNotUnderstoodStays() {
        Formatted broken =
                format.format(DatafileKind.PIPE, "a.pipe", "NODE a\nSQL >\n     select ((1\nTYPE   endpoint\n");
        assertThat(broken.text()).isEqualTo("NODE a\nSQL >\n     select ((1\n\nTYPE endpoint\n");
        assertThat(broken.notes())
                .singleElement()
                .asString()
                .contains("2: this SQL stays as it is: a '(' is not closed");
        String unknown = "NODE a\nSQL >\n  select 1\n\nTIPE endpoint\n";
        assertThat(format.format(DatafileKind.PIPE, "a.pipe", unknown))
                .isEqualTo(new Formatted(
                        unknown,
                        format.format(DatafileKind.PIPE, "a.pipe", unknown).notes()))
                .extracting(f -> f.notes().get(0))
                .asString()
                .contains("it has errors");
    }

    @Test
    void theExampleIsInItsLayoutAndKeepsItsPlan() {
        Path folder = Path.of("").toAbsolutePath().getParent().resolve("examples/web-analytics");
        ProjectFiles files = ProjectFolder.read(folder);
        SortedMap<String, String> texts = new TreeMap<>();
        files.texts().forEach((path, text) -> {
            String once = formatted(DatafileKind.of(path).orElseThrow(), text);
            assertThat(once).as(path).isEqualTo(text);
            texts.put(path, once);
        });
        assertThat(new ProjectCompiler().compile(new ProjectFiles(texts)).plan())
                .isPresent();
    }

    private String formatted(DatafileKind kind, String text) {
        Formatted once = format.format(kind, "file" + kind.suffix(), text);
        assertThat(once.notes()).isEmpty();
        assertThat(format.format(kind, "file" + kind.suffix(), once.text()).text())
                .isEqualTo(once.text());
        return once.text();
    }
}
