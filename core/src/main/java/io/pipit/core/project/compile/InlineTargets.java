package io.pipit.core.project.compile;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem;
import io.pipit.core.project.foreign.ForeignTables;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.project.table.DataSourceReader;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables that are declared by the engine clause of the materialized node that writes them: their columns are its result's. */
final class InlineTargets {
    private final Dialect dialect;
    private final LoadedProject project;
    private final ForeignTables foreign;
    private final List<Problem> problems;

    InlineTargets(Dialect dialect, LoadedProject project, ForeignTables foreign, List<Problem> problems) {
        this.foreign = foreign;
        this.dialect = dialect;
        this.project = project;
        this.problems = problems;
    }

    /**
     * Makes the tables.
     *
     * @param writers the pipe that writes each of them, by the table's name; what cannot be made yet since its pipe reads
     *     another of them is made after that
     */
    Map<String, TableSpec> tables(Map<String, Pipe> writers) {
        Map<String, Pipe> open = new TreeMap<>(writers);
        Map<String, TableSpec> made = new TreeMap<>();
        boolean progress = true;
        while (progress && !open.isEmpty()) {
            progress = false;
            for (Map.Entry<String, Pipe> entry : Map.copyOf(open).entrySet()) {
                Map<String, TableSpec> known = new TreeMap<>(project.dataSources());
                known.putAll(made);
                try {
                    made.put(entry.getKey(), table(entry.getKey(), entry.getValue(), known));
                    open.remove(entry.getKey());
                    progress = true;
                } catch (PipitException e) {
                    // It may read a table that is made later; if not, the check of the pipe says so.
                }
            }
        }
        return made;
    }

    private TableSpec table(String name, Pipe pipe, Map<String, TableSpec> known) {
        TranslatedQuery query = new PipeTranslator(
                        dialect, new Resources(known, project.pipes(), foreign), Map.of(), TemplateVariables.NONE)
                .translate(pipe, pipe.output(), TranslationMode.PLAIN);
        List<Column> columns =
                query.columns().stream().map(InlineTargets::column).toList();
        ProblemSink sink = new ProblemSink(pipe.file().path());
        TableSpec table = new DataSourceReader(dialect, pipe.file(), sink)
                .table(name, pipe.outputNode().section(), columns);
        problems.addAll(sink.problems());
        return table;
    }

    private static Column column(OutputColumn output) {
        boolean nothing = output.type().bare() instanceof DataType.NothingType;
        return new Column(
                output.name(), nothing ? new DataType.NullableType(new DataType.StringType()) : output.type());
    }
}
