package io.pipit.core.project;

import io.pipit.core.block.QuarantineTable;
import io.pipit.core.project.compile.LoadedProject;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeNode;
import io.pipit.core.sql.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which resource feeds which: data sources, pipes that write, pipes that answer.
 *
 * @param nodes in the order of names
 * @param edges in the order of the nodes that they start from
 */
public record Lineage(List<Node> nodes, List<Edge> edges) {
    private static final Pattern READ = Pattern.compile("(?i)\\b(?:FROM|JOIN|IN)\\s*\\(?\\s*`?([A-Za-z_]\\w*)`?");

    /** What a node of the graph is. */
    public enum Kind {
        LANDING,
        TABLE,
        VIEW,
        COPY,
        ENDPOINT,
        SINK
    }

    /** A resource. */
    public record Node(String name, Kind kind) {}

    /** Rows go from one resource to another. */
    public record Edge(String from, String to) {}

    /** Copies both lists. */
    public Lineage {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /** The graph of a plan. What an endpoint reads is told from its text, since it may differ from request to request. */
    public static Lineage of(Plan plan) {
        Map<String, Pipe> pipes = LoadedProject.of(plan.files(), new Dialect()).pipes();
        List<Node> nodes = new ArrayList<>();
        Set<Edge> edges = new LinkedHashSet<>();
        Set<String> names = new TreeSet<>(pipes.keySet());
        for (String table : new TreeSet<>(plan.tables().keySet())) {
            if (!quarantine(plan, table)) {
                names.add(table);
                nodes.add(new Node(table, plan.landing().contains(table) ? Kind.LANDING : Kind.TABLE));
            }
        }
        pipes.values().forEach(pipe -> {
            nodes.add(new Node(pipe.name(), kind(pipe.kind())));
            reads(pipe, names).forEach(read -> edges.add(new Edge(read, pipe.name())));
        });
        plan.views().forEach(v -> edges.add(new Edge(v.pipe(), v.target())));
        plan.copies().values().forEach(c -> edges.add(new Edge(c.pipe(), c.target())));
        return new Lineage(nodes, new ArrayList<>(edges));
    }

    private static boolean quarantine(Plan plan, String table) {
        return plan.landing().stream().anyMatch(l -> QuarantineTable.nameOf(l).equals(table));
    }

    private static Kind kind(PipeKind kind) {
        return switch (kind) {
            case MATERIALIZED -> Kind.VIEW;
            case COPY -> Kind.COPY;
            case SINK -> Kind.SINK;
            default -> Kind.ENDPOINT;
        };
    }

    private static Set<String> reads(Pipe pipe, Set<String> names) {
        Set<String> own = pipe.nodes().stream().map(PipeNode::name).collect(Collectors.toSet());
        Set<String> reads = new TreeSet<>();
        for (PipeNode node : pipe.nodes()) {
            Matcher matcher = READ.matcher(node.sql().replaceAll("--[^\n]*|'[^']*'", " "));
            while (matcher.find()) {
                String name = matcher.group(1);
                if (names.contains(name) && !own.contains(name) && !name.equals(pipe.name())) {
                    reads.add(name);
                }
            }
        }
        return reads;
    }

    /** As lines of {@code landing events → view hits_by_hour → hits}, from each start to each end. */
    public String toText() {
        StringBuilder out = new StringBuilder();
        Set<String> targets = edges.stream().map(Edge::to).collect(Collectors.toSet());
        for (Node node : nodes) {
            boolean start = !targets.contains(node.name()) || node.kind() == Kind.LANDING;
            if (start) {
                branch(out, node, "", new HashSet<>());
            }
        }
        return out.toString();
    }

    private void branch(StringBuilder out, Node node, String indent, Set<String> path) {
        out.append(indent)
                .append(node.name())
                .append(" (")
                .append(word(node.kind()))
                .append(")\n");
        if (path.add(node.name())) {
            for (Edge edge : edges) {
                if (edge.from().equals(node.name())) {
                    nodes.stream()
                            .filter(n -> n.name().equals(edge.to()))
                            .forEach(n -> branch(out, n, indent + "  ", path));
                }
            }
            path.remove(node.name());
        }
    }

    /** As a flowchart in the language of Mermaid. */
    public String toMermaid() {
        StringBuilder out = new StringBuilder("flowchart LR\n");
        for (Node node : nodes) {
            String label = switch (node.kind()) {
                case LANDING -> "[(" + node.name() + ")]:::landing";
                case TABLE -> "[(" + node.name() + ")]";
                case ENDPOINT -> "([" + node.name() + "])";
                default -> "[" + node.name() + "]";
            };
            out.append("  ").append(node.name()).append(label).append('\n');
        }
        edges.forEach(e ->
                out.append("  ").append(e.from()).append(" --> ").append(e.to()).append('\n'));
        return out.append("  classDef landing stroke-width:3px\n").toString();
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case LANDING -> "landing data source";
            case TABLE -> "data source";
            case VIEW -> "materialized";
            case COPY -> "copy";
            case ENDPOINT -> "endpoint";
            case SINK -> "sink";
        };
    }
}
