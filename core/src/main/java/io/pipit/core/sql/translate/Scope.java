package io.pipit.core.sql.translate;

import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.tree.Expression.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The sources of one SELECT, in order, while it is translated. */
final class Scope {
    private final List<Source> sources = new ArrayList<>();
    private ExpressionTranslator expressions;
    private final List<String> totals = new ArrayList<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private boolean multiplied;

    void expressions(ExpressionTranslator translator) {
        this.expressions = translator;
    }

    ExpressionTranslator expressions() {
        return expressions;
    }

    /** Notes what stands in FROM under an alias, word by word. */
    String place(String text, String alias) {
        places.put(alias, text);
        return text + " AS " + alias;
    }

    /** What stands in FROM, by alias. */
    Map<String, String> places() {
        return places;
    }

    /** Notes that a source has a row of totals: its text after FROM. */
    void addTotals(String from) {
        totals.add(from);
    }

    /** The row of totals of the only source, if it has one. */
    Optional<String> totals() {
        return sources.size() == 1 ? totals.stream().findFirst() : Optional.empty();
    }

    void add(Source source) {
        sources.add(source);
    }

    int size() {
        return sources.size();
    }

    Source source(int index) {
        return sources.get(index);
    }

    List<Source> sources() {
        return sources;
    }

    /** Under which name a column shows: with its source where the name alone does not tell it from another's. */
    String shown(Source source, String column) {
        boolean several = sources.size() > 2;
        boolean before = true;
        for (Source other : sources) {
            if (other == source) {
                before = false;
            } else if ((before || several)
                    && !source.name().isEmpty()
                    && !other.name().isEmpty()
                    && other.column(column).isPresent()) {
                return source.name() + "." + column;
            }
        }
        return column;
    }

    /** How a name shows inside the name of an expression. */
    String shown(Name name) {
        int last = name.parts().size() - 1;
        if (last == 0) {
            return name.text();
        }
        for (int split = last; split >= 1; split--) {
            for (int end = last + 1; end > split; end--) {
                Optional<String> shown = shown(name.parts(), split, end);
                if (shown.isPresent()) {
                    return shown.get();
                }
            }
        }
        return name.text();
    }

    /** The column that a name means, without its source: columns may have dots in their names, as sources before them. */
    String columnOf(Name name) {
        List<String> parts = name.parts();
        for (int from = 0; from < parts.size(); from++) {
            String column = String.join(".", parts.subList(from, parts.size()));
            if (sources.stream().anyMatch(s -> s.column(column).isPresent())) {
                return column;
            }
        }
        return parts.get(parts.size() - 1);
    }

    /** The same where the parts up to one are a source, and those up to another its column. */
    private Optional<String> shown(List<String> parts, int split, int end) {
        String qualifier = String.join(".", parts.subList(0, split));
        String column = String.join(".", parts.subList(split, end));
        String members = parts.subList(end, parts.size()).stream()
                .map(part -> "." + part)
                .collect(Collectors.joining());
        return sources.stream()
                .filter(s -> s.called(qualifier) && s.column(column).isPresent())
                .findFirst()
                .map(s -> shown(s, column) + members);
    }

    /** Rows are counted, so all tables must be merged before. */
    void countsRows(Translation translation) {
        sources.forEach(s -> s.stored().ifPresent(t -> translation.needMerge.add(t.name())));
    }

    /** From now on one row of the keyed source may stand in several rows. */
    void multiply() {
        multiplied = true;
    }

    boolean multiplied() {
        return multiplied || sources.stream().anyMatch(s -> s.keyed() && s.multiplied());
    }

    /** The source whose hidden columns are those of the rows. */
    Optional<Source> keyed() {
        return keyedWithin(0, sources.size());
    }

    Optional<Source> keyedWithin(int from, int to) {
        return sources.subList(from, to).stream().filter(Source::keyed).findFirst();
    }

    Optional<Rendered> columnWithin(String name, int from, int to) {
        for (Source source : sources.subList(from, to)) {
            Optional<SourceColumn> column = source.column(name);
            if (column.isPresent()) {
                return column.map(SourceColumn::rendered);
            }
        }
        return Optional.empty();
    }

    Set<String> columnNames(int from, int to) {
        Set<String> names = new HashSet<>();
        sources.subList(from, to).forEach(s -> s.columns().forEach(c -> names.add(c.name())));
        return names;
    }

    void hideFromStar(int from, Set<String> names) {
        for (int i = from; i < sources.size(); i++) {
            Source source = sources.get(i);
            Set<String> hidden = new HashSet<>(source.hiddenFromStar());
            hidden.addAll(names);
            sources.set(i, source.with(source.columns(), hidden));
        }
    }

    /** Changes how the columns of some sources are read. */
    void fill(int from, int to, UnaryOperator<Rendered> change) {
        for (int i = from; i < to; i++) {
            Source source = sources.get(i);
            List<SourceColumn> columns = source.columns().stream()
                    .map(c -> new SourceColumn(c.name(), change.apply(c.rendered())))
                    .toList();
            sources.set(i, source.with(columns, source.hiddenFromStar()));
        }
    }

    void replace(int index, Source source) {
        sources.set(index, source);
    }

    /** A column of USING shows the value of the right side. */
    void takeUsing(String name, int start, int middle, int end) {
        Optional<Rendered> right = columnWithin(name, middle, end);
        for (int i = start; i < middle && right.isPresent(); i++) {
            Source source = sources.get(i);
            List<SourceColumn> columns = source.columns().stream()
                    .map(c -> c.name().equals(name) ? new SourceColumn(name, right.get()) : c)
                    .toList();
            sources.set(i, source.with(columns, source.hiddenFromStar()));
        }
    }

    /** A column of USING shows the value of the side that has the row. */
    void mergeUsing(String name, int start, int middle, int end) {
        Optional<Rendered> right = columnWithin(name, middle, end);
        for (int i = start; i < middle && right.isPresent(); i++) {
            Source source = sources.get(i);
            if (source.column(name).isPresent()) {
                String other = right.get().sql();
                List<SourceColumn> columns = source.columns().stream()
                        .map(c -> c.name().equals(name)
                                ? new SourceColumn(
                                        name,
                                        Rendered.exact(
                                                "coalesce(" + c.rendered().sql() + ", " + other + ")",
                                                c.rendered().type()))
                                : c)
                        .toList();
                sources.set(i, source.with(columns, source.hiddenFromStar()));
                return;
            }
        }
    }

    /** ARRAY JOIN of a column without alias: the name now means the member. */
    void replaceColumns(Set<String> names, List<SourceColumn> replacements) {
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            List<SourceColumn> columns = source.columns().stream()
                    .map(c -> names.contains(c.name())
                            ? replacements.stream()
                                    .filter(r -> r.name().equals(c.name()))
                                    .findFirst()
                                    .orElse(c)
                            : c)
                    .toList();
            sources.set(i, source.with(columns, source.hiddenFromStar()));
        }
    }
}
