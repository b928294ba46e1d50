package io.pipit.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a table's rows were made by; it is kept with the table. Two versions of a project are compared by it: rows of the one are rows of
 * the other where {@link #keeps} says so.
 *
 * @param layout hash of engine clause, sorting key and partition key
 * @param columns types by name
 * @param views hash of each view that feeds the table, with those that it reads from; marked where the view has gone since
 * @param engine the kind of the engine, or the empty text where it was not noted
 */
record Fingerprint(String layout, SortedMap<String, String> columns, SortedMap<String, String> views, String engine) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HASH_LENGTH = 16;
    private static final String GONE = "gone:";

    /** Copies the maps. */
    Fingerprint {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
        engine = engine == null ? "" : engine;
    }

    /** Of a table of a plan. */
    static Fingerprint of(TableSpec table, Plan plan) {
        SortedMap<String, String> columns = types(table.columns());
        SortedMap<String, String> views = new TreeMap<>();
        for (ViewPlan view : plan.views()) {
            if (view.target().equals(table.name())) {
                views.put(view.feed(), hash(text(view, plan)));
            }
        }
        String layout = table.engine() + "\n" + table.sortingKey() + "\n" + table.partitionKey();
        return new Fingerprint(
                hash(layout), columns, views, table.engine().kind().name());
    }

    /** Reads {@link #toText()}; nothing for a text of another form, such as the empty one. */
    static Optional<Fingerprint> parse(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(JSON.readValue(text, Fingerprint.class).shown());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Types as they are shown now: an earlier version noted enumerations as they were written. */
    private Fingerprint shown() {
        SortedMap<String, String> all = new TreeMap<>(columns);
        all.replaceAll(
                (name, type) -> type.contains("Enum") ? TypeParser.parse(type).toString() : type);
        return new Fingerprint(layout, all, views, engine);
    }

    /** The form in which it is kept. */
    String toText() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether a table of this fingerprint can go on as one of the newer: columns and views may have come, and views may have gone, but
     * what both know is the same.
     */
    boolean keeps(Fingerprint newer) {
        return layout.equals(newer.layout)
                && columns.entrySet().stream().allMatch(c -> c.getValue().equals(newer.columns.get(c.getKey())))
                && sameViews(newer);
    }

    /**
     * Whether a table of this fingerprint has all rows of the newer one, only laid out otherwise: keys, the engine and the set of columns
     * may differ. Where the engine does not keep every row only columns may: it has folded rows that other keys may keep apart.
     */
    boolean sameRows(Fingerprint newer) {
        return (engine.equals(EngineClause.Kind.MERGE_TREE.name()) || layout.equals(newer.layout))
                && sameColumns(newer)
                && sameViews(newer);
    }

    /** Whether columns of both have the same types; they may have come and gone. */
    boolean sameColumns(Fingerprint newer) {
        return columns.entrySet().stream()
                .allMatch(c ->
                        newer.columns.getOrDefault(c.getKey(), c.getValue()).equals(c.getValue()));
    }

    /** This one, with the texts that the newer one has for views whose rows are to stay. */
    Fingerprint altered(Collection<String> feeds, Fingerprint newer) {
        SortedMap<String, String> all = new TreeMap<>(views);
        feeds.forEach(feed -> all.computeIfPresent(feed, (f, was) -> newer.views.getOrDefault(f, was)));
        return new Fingerprint(layout, columns, all, engine);
    }

    /** The older version of a table's columns that rows of this fingerprint have, a place in its {@code forwards}. */
    Optional<Integer> older(TableSpec table) {
        if (table.forwards().isEmpty() || columns.equals(types(table.columns()))) {
            return Optional.empty();
        }
        for (int i = table.forwards().size() - 1; i >= 0; i--) {
            if (columns.equals(types(table.forwards().get(i).from()))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static SortedMap<String, String> types(List<Column> columns) {
        SortedMap<String, String> types = new TreeMap<>();
        columns.forEach(column -> types.put(column.name(), column.type().toString()));
        return types;
    }

    private boolean sameViews(Fingerprint newer) {
        return views.entrySet().stream()
                .allMatch(
                        v -> newer.views.getOrDefault(v.getKey(), v.getValue()).equals(v.getValue())
                                && !renamed(v.getKey(), newer));
    }

    /** A node's feed has another name when it comes to follow one log instead of several, or the other way: its rows are the same. */
    private static boolean renamed(String feed, Fingerprint newer) {
        return !newer.views.containsKey(feed)
                && newer.views.keySet().stream()
                        .anyMatch(other -> Feed.ofAnyRoot(other).equals(Feed.ofAnyRoot(feed))
                                && (feed.endsWith(")") != other.endsWith(")")));
    }

    /** The newer one, with what this one knows of views that are no longer there: their rows still are. */
    Fingerprint followedBy(Fingerprint newer) {
        SortedMap<String, String> all = new TreeMap<>(views);
        all.putAll(newer.views);
        return new Fingerprint(newer.layout, newer.columns, all, newer.engine);
    }

    /** This one where only some views are still there: what happened without the others is not in their rows. */
    Fingerprint without(Predicate<String> there) {
        SortedMap<String, String> all = new TreeMap<>(views);
        all.replaceAll((feed, hash) -> there.test(feed) || hash.startsWith(GONE) ? hash : GONE + hash);
        return new Fingerprint(layout, columns, all, engine);
    }

    /** Whether a view of the newer one had gone. */
    boolean gone(Fingerprint newer) {
        return newer.views.keySet().stream()
                .anyMatch(feed -> views.getOrDefault(feed, "").startsWith(GONE));
    }

    /** This one as if no view had ever gone. */
    Fingerprint neverGone() {
        SortedMap<String, String> all = new TreeMap<>(views);
        all.replaceAll((feed, hash) -> hash.startsWith(GONE) ? hash.substring(GONE.length()) : hash);
        return new Fingerprint(layout, columns, all, engine);
    }

    /** The view's own text, the types of the columns that it may read, and the same of the views that make its source. */
    private static String text(ViewPlan view, Plan plan) {
        StringBuilder text = new StringBuilder(String.join("\u0000", view.sql().pieces()));
        text.append('\n')
                .append(view.sql().slots())
                .append(view.targetColumns())
                .append(view.source());
        Stream.concat(Stream.of(view.source()), view.joined().stream())
                .flatMap(name -> plan.table(name).stream())
                .flatMap(source -> source.columns().stream())
                .filter(column -> view.sql().pieces().stream().anyMatch(piece -> piece.contains(column.name())))
                .forEach(column -> text.append('\n')
                        .append(column.name())
                        .append(' ')
                        .append(column.type().writtenText()));
        plan.views().stream()
                .filter(other -> other.target().equals(view.source()))
                .forEach(other -> text.append('\n').append(text(other, plan)));
        return text.toString();
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What of this is no longer so in the newer one, for people. */
    String difference(Fingerprint newer) {
        if (!layout.equals(newer.layout)) {
            return "its engine, sorting key or partition key has changed";
        }
        for (Map.Entry<String, String> column : columns.entrySet()) {
            String type = newer.columns.get(column.getKey());
            if (type == null) {
                return "its column '" + column.getKey() + "' has gone";
            }
            if (!type.equals(column.getValue())) {
                return "its column '" + column.getKey() + "' was " + column.getValue() + " and is " + type;
            }
        }
        return views.entrySet().stream()
                .filter(v -> !newer.views.getOrDefault(v.getKey(), v.getValue()).equals(v.getValue())
                        || renamed(v.getKey(), newer))
                .findFirst()
                .map(v -> v.getValue().startsWith(GONE)
                        ? v.getKey() + " was not there for a while"
                        : changed(v.getKey(), newer))
                .orElse("nothing has changed");
    }

    /** A view writes all columns of its target: where it does not name one that is new it gives it the default, and its SQL is as it was. */
    private String changed(String view, Fingerprint newer) {
        List<String> come = newer.columns.keySet().stream()
                .filter(column -> !columns.containsKey(column))
                .map(column -> "'" + column + "'")
                .toList();
        if (come.isEmpty()) {
            return "the SQL of " + view + " has changed";
        }
        return come.size() == 1
                ? "its column " + come.get(0) + " is new, and " + view + " writes it"
                : "its columns " + String.join(", ", come) + " are new, and " + view + " writes them";
    }
}
