package io.pipit.core.project.compile;

import io.pipit.core.error.NearestName;
import io.pipit.core.project.Lineage;
import io.pipit.core.project.Lineage.Edge;
import io.pipit.core.project.Lineage.Kind;
import io.pipit.core.project.Lineage.Node;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells from the files of a project which resource feeds which. Made for one project. */
public final class LineageReader {
    private static final Pattern COMMENTS_AND_TEXTS =
            Pattern.compile("--[^\n]*|/\\*.*?\\*/|\\{#.*?#}|'(?:[^'\\\\]|\\\\.)*'", Pattern.DOTALL);
    private static final String NAME = "`?[A-Za-z_]\\w*`?";
    private static final Pattern READ = Pattern.compile("(?i)\\b(?:FROM|JOIN|IN)\\s*\\(?\\s*(" + NAME
            + ")(?![\\w.]|\\s*\\()((?:\\s+(?:AS\\s+)?(?!WHERE|GROUP|ORDER|JOIN|LEFT|INNER|ON|USING|FINAL)" + NAME
            + ")?\\s*,\\s*" + NAME + "(?![\\w.]|\\s*\\())*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

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
        Set<String> own = pipe.nodes().stream().map(PipeNode::name).collect(Collectors.toSet());
        String sql = COMMENTS_AND_TEXTS.matcher(node.sql()).replaceAll(" ");
        Set<String> reads = new TreeSet<>();
        Matcher from = READ.matcher(sql);
        while (from.find()) {
            boolean membership = from.group().regionMatches(true, 0, "IN", 0, 2);
            Matcher words = WORD.matcher(from.group());
            words.find();
            while (words.find()) {
                String name = words.group();
                if (own.contains(name) || name.equals(pipe.name())) {
                    continue;
                }
                if (nodes.containsKey(name)) {
                    reads.add(name);
                } else if (!membership && words.start() == from.start(1) - from.start() && unknown(name, sql)) {
                    add(name, Kind.MISSING);
                    reads.add(name);
                    missing("The pipe '" + pipe.name() + "' reads '" + name + "'", name);
                }
            }
        }
        return reads;
    }

    /** Not the name of a common table expression, a variable of the template, or a word such as SELECT. */
    private static boolean unknown(String name, String sql) {
        boolean common =
                Pattern.compile("(?i)\\b" + name + "\\s+AS\\s*\\(").matcher(sql).find();
        boolean extracted = Pattern.compile("(?i)\\b(EXTRACT|TRIM|SUBSTRING)\\s*\\([^()]*FROM\\s+" + name + "\\b")
                .matcher(sql)
                .find();
        return !common && !extracted && !Set.of("select", "with", "lateral").contains(name.toLowerCase(Locale.ROOT));
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
        if (seen >= 0) {
            remarks.add("A circle: " + String.join(" → ", path.subList(seen, path.size())) + " → " + name
                    + ". A copy may read what it writes; views and pipes may not.");
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
