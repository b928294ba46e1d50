package io.pipit.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a table's rows were made by; it is kept with the table. Two versions of a project are compared by it: rows of the one are rows of
 * the other where {@link #keeps} says so. A view, or a layout, is the same where it is written in the same way, whatever this version of
 * Pipit makes of it, or where it is translated to the same.
 *
 * @param layout hash of engine clause, sorting key and partition key as they are translated
 * @param columns types by name
 * @param views hash of each view that feeds the table, with those that it reads from, as they are translated; marked where the view has
 *     gone since
 * @param engine the kind of the engine, or the empty text where it was not noted
 * @param written hash of what people have written of each view, and of the layout under the empty text; empty where a version of Pipit
 *     noted it that did not know of it
 */
record Fingerprint(
        String layout,
        SortedMap<String, String> columns,
        SortedMap<String, String> views,
        String engine,
        SortedMap<String, String> written) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final String GONE = "gone:";
    private static final String LAYOUT = "";

    /** Copies the maps. */
    Fingerprint {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
        engine = engine == null ? "" : engine;
        written = written == null ? new TreeMap<>() : Collections.unmodifiableSortedMap(new TreeMap<>(written));
    }

    /** Of a table of a plan. */
    static Fingerprint of(TableSpec table, Plan plan) {
        FingerprintTexts texts = new FingerprintTexts(plan);
        SortedMap<String, String> views = new TreeMap<>();
        SortedMap<String, String> written = new TreeMap<>();
        for (ViewPlan view : plan.views()) {
            if (view.target().equals(table.name())) {
                views.put(view.feed(), texts.translated(view));
                written.put(view.feed(), texts.written(view));
            }
        }
        written.put(LAYOUT, FingerprintTexts.writtenLayout(table));
        return new Fingerprint(
                FingerprintTexts.layout(table),
                types(table.columns()),
                views,
                table.engine().kind().name(),
                written);
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
        return new Fingerprint(layout, all, views, engine, written);
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
        return sameLayout(newer)
                && columns.entrySet().stream().allMatch(c -> c.getValue().equals(newer.columns.get(c.getKey())))
                && sameViews(newer);
    }

    /** Whether a table of this fingerprint is one of the other as it is: its columns are the same, too. */
    boolean isOf(Fingerprint other) {
        return keeps(other) && columns.equals(other.columns);
    }

    /**
     * Whether a table of this fingerprint has all rows of the newer one, only laid out otherwise: keys, the engine and the set of columns
     * may differ. Where the engine does not keep every row only columns may: it has folded rows that other keys may keep apart.
     */
    boolean sameRows(Fingerprint newer) {
        return (engine.equals(EngineClause.Kind.MERGE_TREE.name()) || sameLayout(newer))
                && sameColumns(newer)
                && sameViews(newer);
    }

    /** Whether engine, sorting key and partition key are the same. */
    boolean sameLayout(Fingerprint newer) {
        return layout.equals(newer.layout) || sameText(LAYOUT, newer);
    }

    /** Whether a version of Pipit noted this which did not keep what people have written. */
    boolean translatedOnly() {
        return written.isEmpty();
    }

    /**
     * This one, which holds translations only, with what was written by the version of the project that made the table.
     *
     * @param made of that version
     */
    Fingerprint writtenAs(Fingerprint made) {
        return columns.equals(made.columns) && views.keySet().containsAll(made.views.keySet())
                ? new Fingerprint(layout, columns, views, engine, made.written)
                : this;
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
        return new Fingerprint(layout, columns, all, engine, written);
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
        return views.keySet().stream().allMatch(feed -> sameView(feed, newer) && !renamed(feed, newer));
    }

    /** Whether a view is the same in the newer one, or not there; one that had gone is not. */
    private boolean sameView(String feed, Fingerprint newer) {
        String was = views.get(feed);
        return newer.views.getOrDefault(feed, was).equals(was) || !was.startsWith(GONE) && sameText(feed, newer);
    }

    private boolean sameText(String key, Fingerprint newer) {
        return written.containsKey(key) && written.get(key).equals(newer.written.get(key));
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
        SortedMap<String, String> texts = new TreeMap<>(written);
        texts.putAll(newer.written);
        return new Fingerprint(newer.layout, newer.columns, all, newer.engine, texts);
    }

    /** This one where only some views are still there: what happened without the others is not in their rows. */
    Fingerprint without(Predicate<String> there) {
        SortedMap<String, String> all = new TreeMap<>(views);
        all.replaceAll((feed, hash) -> there.test(feed) || hash.startsWith(GONE) ? hash : GONE + hash);
        return new Fingerprint(layout, columns, all, engine, written);
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
        return new Fingerprint(layout, columns, all, engine, written);
    }

    /** What of this is no longer so in the newer one, for people. */
    String difference(Fingerprint newer) {
        if (!sameLayout(newer)) {
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
                .filter(v -> !sameView(v.getKey(), newer) || renamed(v.getKey(), newer))
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
