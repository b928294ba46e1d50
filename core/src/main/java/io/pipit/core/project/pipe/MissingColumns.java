package io.pipit.core.project.pipe;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.project.template.Template;
import io.pipit.core.sql.OutputColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Columns of a target that a pipe does not give: they take their defaults. */
public final class MissingColumns {
    private static final String NODE = "_with_defaults";

    private MissingColumns() {}

    /** Whether rows may come without this column. */
    public static boolean optional(Column column) {
        return !column.defaultExpression().isBlank() || column.type().nullable();
    }

    /** The pipe with one more node that adds what is missing; the pipe itself when nothing is. */
    public static Pipe completed(Pipe pipe, List<OutputColumn> output, TableSpec target) {
        Set<String> given = output.stream().map(OutputColumn::name).collect(Collectors.toSet());
        StringBuilder sql = new StringBuilder("SELECT *");
        target.columns().stream()
                .filter(c -> !given.contains(c.name()) && optional(c))
                .forEach(c -> sql.append(", ")
                        .append(c.defaultExpression().isBlank() ? "NULL" : "(" + c.defaultExpression() + ")")
                        .append(" AS `")
                        .append(c.name())
                        .append('`'));
        if (sql.indexOf(",") < 0) {
            return pipe;
        }
        PipeNode last = pipe.outputNode();
        sql.append(" FROM `").append(last.name()).append('`');
        List<PipeNode> nodes = new ArrayList<>(pipe.nodes());
        nodes.add(new PipeNode(
                NODE,
                last.section(),
                sql.toString(),
                Template.parse(
                        sql.toString(), pipe.file().path(), last.section().line())));
        return new Pipe(pipe.name(), pipe.file(), pipe.kind(), nodes, nodes.size() - 1);
    }
}
