package io.pipit.core.project.compile;

import io.pipit.core.block.QuarantineTable;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.Lineage;
import io.pipit.core.project.Lineage.Edge;
import io.pipit.core.project.Lineage.Kind;
import io.pipit.core.project.Lineage.Node;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeNode;
import io.pipit.core.project.pipe.ReadNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells from the files of a project which resource feeds which. Made for one project. */
public final class LineageReader {
    private static final String QUARANTINE = QuarantineTable.nameOf("");

    private final LoadedProject project;
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Set<Edge> edges = new TreeSet<>((a, b) -> {
        int from = a.from().compareTo(b.from());
        return from != 0 ? from : a.to().compareTo(b.to());
    });
    private final List<String> remarks = new ArrayList<>();

    /** For a project whose files have been read. */
    public LineageReader(LoadedProject project) {
        this.project = project;
    }

    /** The graph. */
    public Lineage read() {
        Set<String> written = project.pipes().values().stream()
                .map(LineageReader::targetOf)
                .collect(Collectors.toCollection(HashSet::new));
        project.dataSources().values().forEach(table -> {
            boolean lands = !written.contains(table.name())
                    || table.columns().stream().anyMatch(c -> !c.jsonPath().isEmpty());
            add(table.name(), lands ? Kind.LANDING : Kind.TABLE);
        });
        project.pipes().values().forEach(pipe -> add(pipe.name(), kind(pipe.kind())));
        project.dataSources().keySet().forEach(this::connection);
        project.pipes().values().forEach(this::target);
        project.pipes().values().forEach(this::pipe);
        List<Edge> sorted = new ArrayList<>(edges);
        circles(sorted);
        return new Lineage(new ArrayList<>(nodes.values()), sorted, remarks);
    }

    private void add(String name, Kind kind) {
        nodes.putIfAbsent(name, new Node(name, kind));
    }

    private void connection(String table) {
        Section head = project.dataSourceFile(table).head();
        String name = head.value("KAFKA_CONNECTION_NAME") + head.value("IMPORT_CONNECTION_NAME");
        if (!name.isEmpty()) {
            add(name, Kind.CONNECTION);
            edges.add(new Edge(name, table));
        }
    }

    private void target(Pipe pipe) {
        String target = targetOf(pipe);
        if (target.isEmpty()) {
            return;
        }
        if (!nodes.containsKey(target)) {
            boolean made = !pipe.outputNode().section().value("ENGINE").isEmpty();
            add(target, made ? Kind.TABLE : Kind.MISSING);
            if (!made) {
                missing("The pipe '" + pipe.name() + "' writes to '" + target + "'", target);
            }
        }
        edges.add(new Edge(pipe.name(), target));
    }

    private void pipe(Pipe pipe) {
        for (PipeNode node : pipe.nodes()) {
            reads(pipe, node).forEach(read -> edges.add(new Edge(read, pipe.name())));
        }
        String connection = pipe.outputNode().section().value("EXPORT_CONNECTION_NAME");
        if (!connection.isEmpty()) {
            add(connection, Kind.CONNECTION);
            edges.add(new Edge(pipe.name(), connection));
        }
    }

    private Set<String> reads(Pipe pipe, PipeNode node) {
        Set<String> own = pipe.nodes().stream().map(PipeNode::name).collect(Collectors.toCollection(HashSet::new));
        own.add(pipe.name());
        ReadNames names = new ReadNames(node.sql());
        Set<String> reads = new TreeSet<>(names.all());
        reads.retainAll(nodes.keySet());
        for (String name : names.tables()) {
            if (quarantine(name)) {
                reads.add(name.substring(0, name.length() - QUARANTINE.length()));
            } else if (!nodes.containsKey(name) && !own.contains(name)) {
                add(name, Kind.MISSING);
                reads.add(name);
                missing("The pipe '" + pipe.name() + "' reads '" + name + "'", name);
            }
        }
        reads.removeAll(own);
        return reads;
    }

    private boolean quarantine(String name) {
        return name.endsWith(QUARANTINE)
                && project.dataSources().containsKey(name.substring(0, name.length() - QUARANTINE.length()));
    }

    private void missing(String sentence, String name) {
        Set<String> known = new TreeSet<>(nodes.keySet());
        known.remove(name);
        remarks.add(sentence + ", which is not there." + NearestName.hint(name, known));
    }

    private void circles(List<Edge> sorted) {
        Map<String, List<String>> next = new TreeMap<>();
        sorted.forEach(
                e -> next.computeIfAbsent(e.from(), f -> new ArrayList<>()).add(e.to()));
        Set<String> finished = new HashSet<>();
        next.keySet().forEach(start -> follow(start, next, new ArrayList<>(), finished));
    }

    private void follow(String name, Map<String, List<String>> next, List<String> path, Set<String> finished) {
        int seen = path.indexOf(name);
        if (seen >= 0
                && path.subList(seen, path.size()).stream()
                        .anyMatch(n -> Set.of(Kind.COPY, Kind.CONNECTION)
                                .contains(nodes.get(n).kind()))) {
            return; // a copy may read what it writes, and a connection leads to many places
        } else if (seen >= 0) {
            remarks.add("A circle: " + String.join(" → ", path.subList(seen, path.size())) + " → " + name
                    + ". Let one of them read or write something else.");
            return;
        }
        if (!finished.contains(name)) {
            path.add(name);
            next.getOrDefault(name, List.of()).forEach(n -> follow(n, next, path, finished));
            path.remove(path.size() - 1);
            finished.add(name);
        }
    }

    private static String targetOf(Pipe pipe) {
        return switch (pipe.kind()) {
            case MATERIALIZED -> pipe.outputNode().section().value("DATASOURCE");
            case COPY -> pipe.outputNode().section().value("TARGET_DATASOURCE");
            default -> "";
        };
    }

    private static Kind kind(PipeKind kind) {
        return switch (kind) {
            case MATERIALIZED -> Kind.VIEW;
            case COPY -> Kind.COPY;
            case SINK -> Kind.SINK;
            case ENDPOINT -> Kind.ENDPOINT;
            case INTERNAL -> Kind.PIPE;
        };
    }
}
