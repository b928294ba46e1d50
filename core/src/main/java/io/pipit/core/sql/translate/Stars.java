package io.pipit.core.sql.translate;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.translate.SelectList.Entry;
import io.pipit.core.sql.tree.ColumnChange;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Spreads {@code *}, {@code t.*} and {@code COLUMNS(...)} with EXCEPT, REPLACE and APPLY into columns. */
final class Stars {
    /** The name of the parameter that stands for a column in what APPLY calls; no query can have it. */
    private static final String COLUMN = "\u0003";

    private final Translation translation;
    private final Scope scope;
    private final ExpressionTranslator expressions;

    Stars(Translation translation, Scope scope, ExpressionTranslator expressions) {
        this.translation = translation;
        this.scope = scope;
        this.expressions = expressions;
    }

    List<Entry> entries(Star star) {
        List<Entry> entries = new ArrayList<>();
        if (!star.names().isEmpty()) {
            for (Expression name : star.names()) {
                String shown = new ImplicitNames(scope::columnOf).name(name);
                changed(star, shown, shown, () -> expressions.render(name)).ifPresent(entries::add);
            }
            checkStrict(
                    star,
                    star.names().stream()
                            .map(new ImplicitNames(scope::columnOf)::name)
                            .toList());
            return entries;
        }
        Pattern pattern = pattern(star.pattern(), star);
        Set<String> all = new LinkedHashSet<>();
        boolean nested = isNested(star);
        for (Source source : nested ? scope.sources() : sources(star)) {
            for (SourceColumn column : source.columns()) {
                String name = column.name();
                all.add(name);
                boolean hidden =
                        star.qualifier().isEmpty() && source.hiddenFromStar().contains(name);
                hidden |= nested && !name.startsWith(star.qualifier() + ".");
                if (hidden || !pattern.matcher(name).find()) {
                    continue;
                }
                String shown = source.hiddenFromStar().contains(name) ? name : scope.shown(source, name);
                changed(star, name, shown, () -> read(star, name, column)).ifPresent(entries::add);
            }
            source.stored().ifPresent(t -> translation.needMerge.add(t.name()));
        }
        checkStrict(star, all);
        return entries;
    }

    private Rendered read(Star star, String name, SourceColumn column) {
        Grouping grouping = expressions.grouping();
        boolean applied = star.changes().stream()
                .anyMatch(c -> c instanceof ColumnChange.Apply || c instanceof ColumnChange.ApplyLambda);
        if (applied) {
            return grouping.shown(column.rendered()); // perhaps by an aggregate
        }
        int before = grouping.looseCount();
        grouping.reads(new Name(List.of(name), star.position()));
        grouping.settle(column.rendered().sql(), before);
        return grouping.shown(column.rendered());
    }

    /** Whether it stands for the members of a nested column. */
    private boolean isNested(Star star) {
        return !star.qualifier().isEmpty()
                && scope.sources().stream().noneMatch(s -> s.called(star.qualifier()))
                && !new NestedColumns(scope).members(star.qualifier()).isEmpty();
    }

    private List<Source> sources(Star star) {
        List<Source> sources = star.qualifier().isEmpty()
                ? scope.sources()
                : scope.sources().stream()
                        .filter(s -> s.called(star.qualifier()))
                        .toList();
        if (sources.isEmpty()) {
            Set<String> known = new LinkedHashSet<>();
            scope.sources().forEach(s -> known.add(s.name()));
            throw star.qualifier().isEmpty()
                    ? SqlErrors.syntax(star.position(), "'*' needs a FROM.")
                    : SqlErrors.unknown(ErrorCode.UNKNOWN_TABLE, star.position(), "table", star.qualifier(), known);
        }
        return sources;
    }

    private static Pattern pattern(String text, Star star) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw SqlErrors.argument(
                    star.position(), "'" + text + "' is not a regular expression: " + e.getDescription() + ".");
        }
    }

    private static void checkStrict(Star star, java.util.Collection<String> columns) {
        for (ColumnChange change : star.changes()) {
            List<String> needed = List.of();
            if (change instanceof ColumnChange.Except except && except.strict()) {
                needed = except.names();
            } else if (change instanceof ColumnChange.Replace replace && replace.strict()) {
                needed = replace.expressions().stream().map(Aliased::alias).toList();
            }
            for (String name : needed) {
                if (!columns.contains(name)) {
                    throw SqlErrors.unknown(ErrorCode.UNKNOWN_COLUMN, change.position(), "column", name, columns);
                }
            }
        }
    }

    /** One column after all changes, or nothing where it is left out. */
    private Optional<Entry> changed(Star star, String column, String shown, Supplier<Rendered> value) {
        Entry entry = new Entry(shown, value);
        for (ColumnChange change : star.changes()) {
            if (change instanceof ColumnChange.Except except && except.names().contains(column)) {
                return Optional.empty();
            } else if (change instanceof ColumnChange.ExceptMatching except
                    && pattern(except.pattern(), star).matcher(column).find()) {
                return Optional.empty();
            } else if (change instanceof ColumnChange.Replace replace) {
                entry = replaced(replace, column, entry);
            } else if (change instanceof ColumnChange.Apply apply) {
                entry = applied(apply, entry);
            } else if (change instanceof ColumnChange.ApplyLambda apply) {
                entry = applied(apply.lambda(), entry);
            }
        }
        return Optional.of(entry);
    }

    private Entry replaced(ColumnChange.Replace replace, String column, Entry entry) {
        return replace.expressions().stream()
                .filter(e -> e.alias().equals(column))
                .findFirst()
                .map(e -> new Entry(entry.name(), () -> expressions.names().expand(e.alias(), e.expression())))
                .orElse(entry);
    }

    private Entry applied(ColumnChange.Apply apply, Entry entry) {
        Call call = new Call(
                apply.function(),
                List.of(),
                withParameters(apply),
                false,
                Optional.empty(),
                Optional.empty(),
                Call.NullTreatment.UNSAID,
                apply.position());
        Call parametric = apply.parameters().isEmpty() || !isAggregate(apply)
                ? call
                : new Call(
                        apply.function(),
                        apply.parameters(),
                        List.of(column(apply)),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Call.NullTreatment.UNSAID,
                        apply.position());
        String name = apply.prefix().isEmpty()
                ? ImplicitNames.of(parametric).replace(COLUMN, entry.name())
                : apply.prefix() + entry.name();
        boolean aggregate = isAggregate(apply);
        return new Entry(name, () -> with(Map.of(COLUMN, value(entry, aggregate)), parametric));
    }

    private Rendered value(Entry entry, boolean insideAggregate) {
        Grouping grouping = expressions.grouping();
        boolean outer = grouping.insidePlain();
        grouping.inside(grouping.inside(), insideAggregate || outer);
        try {
            return entry.value().get();
        } finally {
            grouping.inside(grouping.inside(), outer);
        }
    }

    private boolean isAggregate(ColumnChange.Apply apply) {
        return translation.aggregates.find(apply.function()).isPresent();
    }

    private static List<Expression> withParameters(ColumnChange.Apply apply) {
        List<Expression> arguments = new ArrayList<>(List.of(column(apply)));
        arguments.addAll(apply.parameters());
        return arguments;
    }

    private static Name column(ColumnChange change) {
        return new Name(List.of(COLUMN), change.position());
    }

    private Entry applied(Lambda lambda, Entry entry) {
        String parameter = lambda.parameters().get(0);
        String name = ImplicitNames.of(lambda.body())
                .replaceAll("\\b" + Pattern.quote(parameter) + "\\b", Matcher.quoteReplacement(entry.name()));
        return new Entry(name, () -> with(Map.of(parameter, entry.value().get()), lambda.body()));
    }

    private Rendered with(Map<String, Rendered> parameters, Expression expression) {
        expressions.names().enter(parameters);
        try {
            return expressions.render(expression);
        } finally {
            expressions.names().leave();
        }
    }
}
