package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Comparisons;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.From.Kind;
import io.pipit.core.sql.tree.From.Strictness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Translates one JOIN. */
final class JoinTranslator {
    private static final Pattern INEQUALITY = Pattern.compile(" [<>]=? ");

    /** What two sides are joined by, in the engine's text: conditions, and of the equalities the value of each side. */
    private record Condition(List<String> parts, List<String> leftKeys, List<String> rightKeys) {
        static Condition empty() {
            return new Condition(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        String text() {
            return parts.isEmpty() ? "true" : String.join(" AND ", parts);
        }
    }

    private final Translation translation;
    private final Scope scope;
    private final FromTranslator froms;

    JoinTranslator(Translation translation, Scope scope, FromTranslator froms) {
        this.translation = translation;
        this.scope = scope;
        this.froms = froms;
    }

    String translate(From.Join join) {
        int start = scope.size();
        String left = froms.translate(join.left());
        int middle = scope.size();
        String right = froms.translate(join.right());
        if (join.right() instanceof From.Join) {
            right = "(" + right + ")";
        }
        checkKeys(join, start, middle);
        if (join.kind() == Kind.CROSS) {
            return left + keyedCross(start, middle, right);
        } else if (join.kind() == Kind.PASTE) {
            return pasted(join, new Sides(start, middle, left, right));
        }
        Set<String> using = new HashSet<>();
        Condition condition = join.on().isPresent() ? on(join, start, middle) : using(join, start, middle, using);
        String keys = keyEquality(start, middle);
        if (!keys.isEmpty()) {
            condition.parts().add(keys);
        }
        return joined(join, new Sides(start, middle, left, right), condition, using);
    }

    /** The two sides: the places of their sources and their texts. */
    private record Sides(int start, int middle, String left, String right) {}

    /** Rows side by side, in the order of each side, as far as both reach. */
    private String pasted(From.Join join, Sides sides) {
        if (sides.middle() - sides.start() != 1 || scope.size() - sides.middle() != 1) {
            throw SqlErrors.unsupported(
                    join.position(), "PASTE JOIN takes one table or query on each side; put other joins into queries.");
        } else if (scope.keyed().isPresent()) {
            throw new NotKeyableException("PASTE JOIN");
        }
        String left = scope.source(sides.start()).engineAlias();
        String right = scope.source(sides.middle()).engineAlias();
        return numbered(sides.left(), left) + " JOIN " + numbered(sides.right(), right) + " ON " + left
                + ".\"__row\" = " + right + ".\"__row\"";
    }

    private static String numbered(String rows, String alias) {
        return "(SELECT *, row_number() OVER () AS \"__row\" FROM " + rows + ") AS " + alias;
    }

    private String joined(From.Join join, Sides sides, Condition condition, Set<String> using) {
        Kind kind = join.kind();
        String left = sides.left();
        String right = sides.right();
        String on = " ON " + condition.text();
        int end = scope.size();
        switch (join.strictness()) {
            case ANTI -> {
                boolean keepsRight = kind == Kind.RIGHT;
                if (keepsRight) {
                    using.forEach(name -> scope.takeUsing(name, sides.start(), sides.middle(), end));
                    absent(join, sides.start(), sides.middle(), using);
                    return right + " ANTI JOIN " + group(left) + on;
                }
                absent(join, sides.middle(), end, Set.of());
                return left + " ANTI JOIN " + right + on;
            }
            case SEMI -> {
                return kind == Kind.RIGHT
                        ? once(join, left, condition.leftKeys(), sides.start(), sides.middle()) + " JOIN " + right + on
                        : left + " JOIN " + once(join, right, condition.rightKeys(), sides.middle(), end) + on;
            }
            case ANY -> {
                if (kind == Kind.FULL) {
                    throw SqlErrors.unsupported(join.position(), "ANY FULL JOIN is not supported.");
                }
                if (kind != Kind.LEFT) {
                    left = once(join, left, condition.leftKeys(), sides.start(), sides.middle());
                }
                if (kind != Kind.RIGHT) {
                    right = once(join, right, condition.rightKeys(), sides.middle(), end);
                }
            }
            default -> {
                // below
            }
        }
        fillDefaults(kind, sides.start(), sides.middle(), using);
        scope.multiply();
        String asof = join.strictness() == Strictness.ASOF ? " ASOF" : "";
        if (!asof.isEmpty()
                && condition.parts().stream()
                        .noneMatch(p -> INEQUALITY.matcher(p).find())) {
            throw SqlErrors.argument(
                    join.position(), "ASOF JOIN needs an inequality besides '=', as in ON a.k = b.k AND a.t >= b.t.");
        }
        String word = kind == Kind.INNER ? " JOIN " : " " + kind + " JOIN ";
        return left + asof + word + right + on;
    }

    private static String group(String left) {
        return left.contains(" JOIN ") ? "(" + left + ")" : left;
    }

    /** One row for each of the values that a side is joined by. */
    private String once(From.Join join, String side, List<String> keys, int from, int to) {
        if (to != from + 1 || keys.isEmpty()) {
            throw SqlErrors.unsupported(
                    join.position(),
                    join.strictness() + " JOIN is supported where single tables are compared by '=' of their columns.");
        }
        Source source = scope.source(from);
        List<String> partition = new ArrayList<>(keys);
        if (source.keyed()) {
            partition.add(source.engineAlias() + "." + SqlText.name(Identity.PART));
            partition.add(source.engineAlias() + "." + SqlText.name(Identity.OFF));
        }
        return "(SELECT * FROM " + side + " QUALIFY row_number() OVER (PARTITION BY " + String.join(", ", partition)
                + ") = 1) AS " + source.engineAlias();
    }

    /** Of a side that has no partner all columns show the default of their type. */
    private void absent(From.Join join, int from, int to, Set<String> but) {
        for (int i = from; i < to; i++) {
            Source source = scope.source(i);
            if (source.keyed()) {
                throw new NotKeyableException("ANTI JOIN that keeps rows of no block");
            }
            List<SourceColumn> columns = source.columns().stream()
                    .map(c -> but.contains(c.name())
                            ? c
                            : new SourceColumn(c.name(), nothing(c.rendered().type())))
                    .toList();
            scope.replace(i, source.with(columns, source.hiddenFromStar()));
        }
    }

    private static Rendered nothing(DataType type) {
        return Rendered.exact(SqlText.cast(SqlText.defaultOf(type), type), type);
    }

    // --- blocks

    /** A CROSS JOIN of the source with itself pairs rows of one block only. */
    private String keyedCross(int start, int middle, String right) {
        scope.multiply();
        String equality = keyEquality(start, middle);
        return equality.isEmpty() ? " CROSS JOIN " + right : " JOIN " + right + " ON " + equality;
    }

    /** Rows of the side without blocks that find no partner would belong to no block. */
    private void checkKeys(From.Join join, int start, int middle) {
        boolean left = scope.keyedWithin(start, middle).isPresent();
        boolean right = scope.keyedWithin(middle, scope.size()).isPresent();
        boolean keepsRight = join.kind() == Kind.RIGHT || join.kind() == Kind.FULL;
        boolean keepsLeft = join.kind() == Kind.LEFT || join.kind() == Kind.FULL;
        if ((left || right) && ((keepsRight && left) || (keepsLeft && !left))) {
            throw new NotKeyableException("an outer join that keeps rows of no block");
        }
        if ((left || right) && join.strictness() == Strictness.ASOF) {
            throw new NotKeyableException("ASOF JOIN");
        }
    }

    private String keyEquality(int start, int middle) {
        Optional<Source> left = scope.keyedWithin(start, middle);
        Optional<Source> right = scope.keyedWithin(middle, scope.size());
        if (left.isEmpty() || right.isEmpty()) {
            return "";
        }
        String a = left.get().engineAlias();
        String b = right.get().engineAlias();
        return a + "." + SqlText.name(Identity.PART) + " = " + b + "." + SqlText.name(Identity.PART) + " AND " + a + "."
                + SqlText.name(Identity.OFF) + " = " + b + "." + SqlText.name(Identity.OFF);
    }

    // --- conditions

    private Condition on(From.Join join, int start, int middle) {
        Condition condition = Condition.empty();
        for (Expression part : conjuncts(join.on().orElseThrow())) {
            condition.parts().add(scope.expressions().joinCondition(keyed(part)).truth());
            if (part instanceof Call equal && equal.function().equals("equals")) {
                key(equal, start, middle, condition);
            }
        }
        return condition;
    }

    /** Tuples that are keys of a join are equal where both have NULL in one place. */
    private Expression keyed(Expression part) {
        return part instanceof Call equal && equal.function().equals("equals") && tuple(equal.argument(0))
                ? Call.of("isNotDistinctFrom", equal.position(), equal.argument(0), equal.argument(1))
                : part;
    }

    private boolean tuple(Expression side) {
        return scope.expressions().joinCondition(side).type().bare() instanceof DataType.TupleType;
    }

    private static List<Expression> conjuncts(Expression expression) {
        if (expression instanceof Call and && and.function().equals("and")) {
            return and.arguments().stream().flatMap(a -> conjuncts(a).stream()).toList();
        }
        return List.of(expression);
    }

    /** Of an equality the value of each side, where it has one for each. */
    private void key(Call equal, int start, int middle, Condition condition) {
        String a = scope.expressions().joinCondition(equal.argument(0)).sql();
        String b = scope.expressions().joinCondition(equal.argument(1)).sql();
        if (only(a, start, middle) && only(b, middle, scope.size())) {
            condition.leftKeys().add(a);
            condition.rightKeys().add(b);
        } else if (only(b, start, middle) && only(a, middle, scope.size())) {
            condition.leftKeys().add(b);
            condition.rightKeys().add(a);
        }
    }

    private boolean only(String sql, int from, int to) {
        for (int i = 0; i < scope.size(); i++) {
            boolean read = reads(sql, scope.source(i).engineAlias() + ".");
            if (read && (i < from || i >= to)) {
                return false;
            }
        }
        return true;
    }

    private static boolean reads(String sql, String qualifier) {
        for (int at = sql.indexOf(qualifier); at >= 0; at = sql.indexOf(qualifier, at + 1)) {
            if (at == 0 || !Character.isLetterOrDigit(sql.charAt(at - 1))) {
                return true;
            }
        }
        return false;
    }

    private Condition using(From.Join join, int start, int middle, Set<String> names) {
        Condition condition = Condition.empty();
        List<Expression> columns = join.strictness() == Strictness.NATURAL ? common(join, start, middle) : join.using();
        for (Expression column : columns) {
            String left = name(column instanceof Aliased a ? a.expression() : column);
            String right = column instanceof Aliased a ? a.alias() : left;
            Rendered leftValue = usingColumn(join, left, start, middle);
            Rendered rightValue = usingColumn(join, right, middle, scope.size());
            boolean last = column == columns.get(columns.size() - 1);
            boolean nearest = join.strictness() == Strictness.ASOF && last;
            condition
                    .parts()
                    .add(Comparisons.compare(
                            leftValue,
                            nearest ? ">=" : "=",
                            rightValue,
                            m -> SqlErrors.argument(join.position(), m + ".")));
            if (!nearest) {
                condition.leftKeys().add(leftValue.sql());
                condition.rightKeys().add(rightValue.sql());
            }
            names.add(right);
        }
        scope.hideFromStar(middle, names);
        return condition;
    }

    private static String name(Expression column) {
        if (column instanceof Name name) {
            return name.parts().get(name.parts().size() - 1);
        }
        throw SqlErrors.syntax(column.position(), "USING takes names of columns; write other conditions after ON.");
    }

    private List<Expression> common(From.Join join, int start, int middle) {
        Set<String> right = scope.columnNames(middle, scope.size());
        List<Expression> common = new ArrayList<>();
        for (int i = start; i < middle; i++) {
            scope.source(i).columns().stream()
                    .map(SourceColumn::name)
                    .filter(right::contains)
                    .forEach(n -> common.add(new Name(List.of(n), join.position())));
        }
        return common;
    }

    private Rendered usingColumn(From.Join join, String name, int from, int to) {
        return scope.columnWithin(name, from, to)
                .orElseThrow(() -> SqlErrors.unknown(
                        ErrorCode.UNKNOWN_COLUMN,
                        join.position(),
                        "column to join by",
                        name,
                        scope.columnNames(from, to)));
    }

    // --- rows without a partner

    /** They show the default of each type, not NULL. */
    private void fillDefaults(Kind kind, int start, int middle, Set<String> using) {
        int end = scope.size();
        if (kind == Kind.LEFT || kind == Kind.FULL) {
            scope.fill(middle, end, JoinTranslator::filled);
        }
        if (kind == Kind.RIGHT || kind == Kind.FULL) {
            for (String name : using) {
                scope.mergeUsing(name, start, middle, end);
            }
            scope.fill(start, middle, JoinTranslator::filled);
        }
    }

    private static Rendered filled(Rendered column) {
        DataType type = column.type();
        String empty = SqlText.defaultOf(type);
        return empty.equals("NULL") ? column : Rendered.exact("coalesce(" + column.sql() + ", " + empty + ")", type);
    }
}
