package io.pipit.core.project.pipe;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.sql.parse.WrittenSql;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What people have written of a query and of what its rows depend on: the texts of its nodes, rendered and without white space and comments;
 * the types of the columns that it may read; the columns of its target with their defaults. Nothing of it is the translator's, so that
 * it says the same in every version of Pipit. Not thread-safe; made for one query.
 */
final class WrittenQuery {
    private final Resources resources;
    private final Rendering rendering;
    private final Map<String, String> nodes = new LinkedHashMap<>();
    private final Set<String> tables = new TreeSet<>();
    private final Set<String> words = new LinkedHashSet<>();
    private boolean allColumns;

    WrittenQuery(Resources resources, Rendering rendering) {
        this.resources = resources;
        this.rendering = rendering;
    }

    /** Of a node whose rows go into a table. */
    String of(Pipe pipe, int node, TableSpec target) {
        add(pipe, node, "");
        StringBuilder out = new StringBuilder();
        nodes.forEach((name, text) -> line(out, name, text));
        tables.stream()
                .map(resources.tables()::get)
                .forEach(table -> table.columns().stream()
                        .filter(this::mayRead)
                        .forEach(column -> line(
                                out,
                                table.name() + "." + column.name(),
                                column.type().writtenText())));
        target.columns()
                .forEach(column -> line(
                        out,
                        "> " + column.name(),
                        column.type().writtenText() + " "
                                + WrittenSql.of(column.defaultExpression()).text()));
        return out.toString();
    }

    /** A node with those that it may read, which are found by their names as the query finds them. */
    private void add(Pipe pipe, int node, String prefix) {
        String key = prefix + pipe.nodes().get(node).name();
        Rendering.Rendered rendered = rendering.node(pipe, node);
        if (nodes.containsKey(key) || rendered.failure() != null) {
            return; // a failure of what is read has been told; the others have only a name that occurs
        }
        WrittenSql sql = WrittenSql.of(rendered.sql().text());
        nodes.put(key, sql.text());
        words.addAll(sql.words());
        allColumns |= sql.allColumns();
        sql.words().forEach(word -> follow(pipe, node, prefix, word));
    }

    private void follow(Pipe pipe, int node, String prefix, String word) {
        for (int i = 0; i < node; i++) {
            if (pipe.nodes().get(i).name().equals(word)) {
                add(pipe, i, prefix);
                return;
            }
        }
        Pipe other = resources.pipes().get(word);
        if (resources.tables().containsKey(word)) {
            tables.add(word);
        } else if (other != null && other.kind().readable()) {
            add(other, other.output(), other.name() + ".");
        }
    }

    private boolean mayRead(Column column) {
        String name = column.name();
        return allColumns || words.contains(name) || words.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Lengths keep what people write from looking like something else. */
    private static void line(StringBuilder out, String name, String text) {
        out.append(name)
                .append(' ')
                .append(text.length())
                .append(' ')
                .append(text)
                .append('\n');
    }
}
