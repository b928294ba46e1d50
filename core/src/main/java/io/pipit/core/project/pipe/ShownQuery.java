package io.pipit.core.project.pipe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rendered node as one query that people can read, and send: the nodes and pipes that it reads stand before it in WITH, under the
 * names by which it reads them. It is filled while the node is translated, so it has what is read and no more.
 */
final class ShownQuery {
    /** A node under the name by which another one reads it. */
    private record Read(String name, Pipe pipe, int node) {}

    private final Rendering rendering;
    private final Map<String, Set<Read>> reads = new LinkedHashMap<>();

    ShownQuery(Rendering rendering) {
        this.rendering = rendering;
    }

    /** A node reads another one of its pipe, or the last one of another pipe. */
    void reads(Pipe pipe, int node, String name, Pipe other, int read) {
        reads.computeIfAbsent(Rendering.key(pipe, node), k -> new LinkedHashSet<>())
                .add(new Read(name, other, read));
    }

    /** The whole text. */
    String of(Pipe pipe, int node) {
        SortedMap<Integer, Read> nodes = new TreeMap<>();
        Map<String, Read> pipes = new LinkedHashMap<>();
        collect(pipe, node, nodes, pipes);
        StringBuilder with = new StringBuilder();
        pipes.values().forEach(read -> add(with, read.name(), of(read.pipe(), read.node())));
        nodes.values().forEach(read -> add(with, read.name(), text(pipe, read.node())));
        String own = text(pipe, node);
        return with.isEmpty() ? own : "WITH\n" + with + "\nSELECT * FROM (\n" + own + "\n)";
    }

    /** Other pipes read none of this one's nodes, and nodes read only those before them. */
    private void collect(Pipe pipe, int node, SortedMap<Integer, Read> nodes, Map<String, Read> pipes) {
        for (Read read : reads.getOrDefault(Rendering.key(pipe, node), Set.of())) {
            if (!read.pipe().name().equals(pipe.name())) {
                pipes.put(read.name(), read);
            } else if (nodes.putIfAbsent(read.node(), read) == null) {
                collect(pipe, read.node(), nodes, pipes);
            }
        }
    }

    /** Without the file's margin, which its first line has lost. */
    private String text(Pipe pipe, int node) {
        String text = rendering.node(pipe, node).sql().text().strip();
        int first = text.indexOf('\n') + 1;
        return text.substring(0, first) + text.substring(first).stripIndent();
    }

    private static void add(StringBuilder with, String name, String text) {
        with.append(with.isEmpty() ? "" : ",\n")
                .append(name)
                .append(" AS (\n")
                .append(text)
                .append("\n)");
    }
}
