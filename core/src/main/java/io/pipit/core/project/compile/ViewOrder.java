package io.pipit.core.project.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Orders views so that each comes after those that it reads from, and finds circles and roots. */
final class ViewOrder {
    /** A view as far as order matters. */
    record Edge(String view, String source, String target) {}

    private final List<Edge> edges;
    private final Map<String, List<Edge>> writers = new HashMap<>();

    ViewOrder(List<Edge> edges) {
        this.edges = List.copyOf(edges);
        edges.forEach(
                e -> writers.computeIfAbsent(e.target(), t -> new ArrayList<>()).add(e));
    }

    /** A circle as {@code a → view v → b → view w → a}, if there is one. */
    Optional<List<String>> circle() {
        Set<String> finished = new HashSet<>();
        for (Edge edge : edges) {
            Optional<List<String>> circle = circle(edge, new ArrayList<>(), finished);
            if (circle.isPresent()) {
                return circle;
            }
        }
        return Optional.empty();
    }

    private Optional<List<String>> circle(Edge edge, List<Edge> path, Set<String> finished) {
        int seen = path.indexOf(edge);
        if (seen >= 0) {
            return Optional.of(described(path.subList(seen, path.size())));
        }
        if (finished.contains(edge.view())) {
            return Optional.empty();
        }
        path.add(edge);
        for (Edge before : writers.getOrDefault(edge.source(), List.of())) {
            Optional<List<String>> circle = circle(before, path, finished);
            if (circle.isPresent()) {
                return circle;
            }
        }
        path.remove(path.size() - 1);
        finished.add(edge.view());
        return Optional.empty();
    }

    /** The path goes against the flow; what is shown goes with it. */
    private static List<String> described(List<Edge> circle) {
        List<String> names = new ArrayList<>();
        for (int i = circle.size() - 1; i >= 0; i--) {
            names.add(circle.get(i).source());
            names.add("pipe " + circle.get(i).view());
        }
        names.add(circle.get(circle.size() - 1).source());
        return names;
    }

    /** The views in order; there must be no circle. */
    List<String> ordered() {
        List<String> order = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        edges.forEach(e -> place(e, order, placed));
        return order;
    }

    private void place(Edge edge, List<String> order, Set<String> placed) {
        if (placed.add(edge.view())) {
            writers.getOrDefault(edge.source(), List.of()).forEach(w -> place(w, order, placed));
            order.add(edge.view());
        }
    }

    /** The data sources among some at the start of the chains that lead to a table. */
    Set<String> roots(String table, Set<String> landing) {
        Set<String> roots = new TreeSet<>();
        if (landing.contains(table)) {
            roots.add(table);
        }
        writers.getOrDefault(table, List.of()).forEach(w -> roots.addAll(roots(w.source(), landing)));
        return roots;
    }
}
