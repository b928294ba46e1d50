package io.pipit.core.project;

import io.pipit.core.project.compile.LineageReader;
import io.pipit.core.project.compile.LoadedProject;
import io.pipit.core.sql.Dialect;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which resource feeds which: connections, data sources, pipes that write, pipes that answer.
 *
 * @param nodes in the order of names
 * @param edges in the order of the nodes that they start from
 * @param remarks what is missing, and what runs in a circle, one sentence each
 */
public record Lineage(List<Node> nodes, List<Edge> edges, List<String> remarks) {
    /** What a node of the graph is. */
    public enum Kind {
        CONNECTION("connection"),
        LANDING("landing data source"),
        TABLE("data source"),
        VIEW("materialized"),
        COPY("copy"),
        ENDPOINT("endpoint"),
        PIPE("pipe"),
        SINK("sink"),
        MISSING("missing");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** For people. */
        public String word() {
            return word;
        }
    }

    /** A resource. */
    public record Node(String name, Kind kind) {}

    /** Rows go from one resource to another. */
    public record Edge(String from, String to) {}

    /** Copies the lists. */
    public Lineage {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        remarks = List.copyOf(remarks);
    }

    /** The graph of a plan. What an endpoint reads is told from its text, since it may differ from request to request. */
    public static Lineage of(Plan plan) {
        return of(plan.files());
    }

    /** The graph of files, as far as it can be told where they have errors. */
    public static Lineage of(ProjectFiles files) {
        return new LineageReader(LoadedProject.of(files, new Dialect())).read();
    }

    /** As a tree from each start to each end; what was shown before is not unfolded again. */
    public String toText() {
        StringBuilder out = new StringBuilder();
        // A connection that a sink writes to may be read from elsewhere: it ends a tree and starts another.
        Set<String> targets = edges.stream()
                .map(Edge::to)
                .filter(name -> find(name).kind() != Kind.CONNECTION || feedsNothing(name))
                .collect(Collectors.toSet());
        Set<String> shown = new HashSet<>();
        for (Node node : nodes) {
            if (!targets.contains(node.name())) {
                branch(out, node, "", shown);
            }
        }
        // What is left runs in circles.
        nodes.stream().filter(n -> !shown.contains(n.name())).forEach(n -> {
            if (!shown.contains(n.name())) {
                branch(out, n, "", shown);
            }
        });
        return out.toString();
    }

    private void branch(StringBuilder out, Node node, String indent, Set<String> shown) {
        List<Node> next = edges.stream()
                .filter(e -> e.from().equals(node.name()))
                .map(e -> find(e.to()))
                .toList();
        boolean end = node.kind() == Kind.CONNECTION && !indent.isEmpty();
        boolean first = !end && shown.add(node.name());
        if (end && feedsNothing(node.name())) {
            shown.add(node.name());
        }
        out.append(indent)
                .append(node.name())
                .append(" (")
                .append(node.kind().word())
                .append(first || end || next.isEmpty() ? ")\n" : ") …\n");
        if (first) {
            next.forEach(n -> branch(out, n, indent + "  ", shown));
        }
    }

    private boolean feedsNothing(String name) {
        return edges.stream().noneMatch(e -> e.from().equals(name));
    }

    private Node find(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    /** As a flowchart in the language of Mermaid. */
    public String toMermaid() {
        StringBuilder out = new StringBuilder("flowchart LR\n");
        for (Node node : nodes) {
            String label = switch (node.kind()) {
                case LANDING -> "[(" + node.name() + ")]:::landing";
                case TABLE -> "[(" + node.name() + ")]";
                case ENDPOINT -> "([" + node.name() + "])";
                case CONNECTION -> "{{" + node.name() + "}}";
                case MISSING -> "[" + node.name() + "]:::missing";
                default -> "[" + node.name() + "]";
            };
            out.append("  ").append(id(node.name())).append(label).append('\n');
        }
        edges.forEach(e -> out.append("  ")
                .append(id(e.from()))
                .append(" --> ")
                .append(id(e.to()))
                .append('\n'));
        return out.append("  classDef landing stroke-width:3px\n  classDef missing stroke-dasharray:4\n")
                .toString();
    }

    /** Some words, as {@code end}, break a flowchart when they stand as the name of a node. */
    private static String id(String name) {
        return "n_" + name.replaceAll("\\W", "_");
    }
}
