package io.pipit.core.sql.translate;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relation.Derived;
import io.pipit.core.sql.Relation.StoredTable;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Comparisons;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.From.Kind;
import io.pipit.core.sql.tree.From.Strictness;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates what stands after FROM and fills a scope with its sources. */
final class FromTranslator {
    private final Translation translation;
    private final Environment environment;
    private final Scope scope;

    FromTranslator(Translation translation, Environment environment, Scope scope) {
        this.translation = translation;
        this.environment = environment;
        this.scope = scope;
    }

    /** The engine's text; the sources are added to the scope in order. */
    String translate(From from) {
        if (from instanceof From.Table table) {
            return table(table);
        } else if (from instanceof From.Nested nested) {
            return nested(nested);
        } else if (from instanceof From.Function function) {
            return function(function);
        } else if (from instanceof From.ArrayJoin arrayJoin) {
            return arrayJoin(arrayJoin);
        }
        return join((From.Join) from);
    }

    private String table(From.Table table) {
        String alias = table.alias().isEmpty() ? table.name() : table.alias();
        SetQuery common = environment.tables().get(table.name());
        if (common != null) {
            return query(common, environment.without(table.name()), alias, table.name());
        }
        if (table.name().equals("system.one")) {
            return one(alias);
        }
        Relation relation = environment.relations().find(table.name()).orElseThrow(() -> {
            Set<String> known = new LinkedHashSet<>(environment.relations().names());
            known.addAll(environment.tables().keySet());
            return SqlErrors.unknown(
                    ErrorCode.UNKNOWN_TABLE, table.position(), "table, node or pipe", table.name(), known);
        });
        if (relation instanceof Derived derived) {
            SetQuery body = ((ParsedQuery) derived.query()).body();
            return query(body, Environment.of(derived.scope()), alias, derived.name());
        }
        return stored((StoredTable) relation, alias);
    }

    private String one(String name) {
        String alias = translation.newAlias("s");
        Rendered dummy = Rendered.exact(alias + ".dummy", Types.UINT8);
        scope.add(new Source(
                name,
                name,
                alias,
                List.of(new SourceColumn("dummy", dummy)),
                false,
                false,
                Optional.empty(),
                Set.of()));
        return "(SELECT CAST(0 AS UTINYINT) AS dummy) AS " + alias;
    }

    private String stored(StoredTable table, String name) {
        String alias = translation.newAlias("s");
        List<SourceColumn> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            columns.add(new SourceColumn(
                    column.name(), Rendered.exact(alias + "." + SqlText.name(column.name()), column.type())));
        }
        boolean keyed = translation.keyed && table.name().equals(translation.keyedSource);
        scope.add(new Source(name, table.name(), alias, columns, keyed, false, Optional.of(table), Set.of()));
        return translation.slot(table.name()) + " AS " + alias;
    }

    private String nested(From.Nested nested) {
        return query(nested.query(), environment, nested.alias(), nested.alias());
    }

    private String query(SetQuery query, Environment outer, String name, String table) {
        Translation.Named named = translation.name(query, outer);
        String alias = translation.newAlias("s");
        List<SourceColumn> columns = new ArrayList<>();
        for (OutputColumn column : named.query().columns()) {
            columns.add(new SourceColumn(
                    column.name(), Rendered.exact(alias + "." + SqlText.name(column.name()), column.type())));
        }
        scope.add(new Source(
                name,
                table,
                alias,
                columns,
                named.query().keyed(),
                named.query().multiplied(),
                Optional.empty(),
                Set.of()));
        return named.mark() + " AS " + alias;
    }

    private String function(From.Function function) {
        String name = function.call().function();
        Optional<Relation> own = ownFunction(function.call());
        if (own.isPresent()) {
            return stored((StoredTable) own.get(), function.alias().isEmpty() ? name : function.alias());
        }
        if (!name.equals("numbers") && !name.equals("zeros")) {
            throw SqlErrors.unknown(
                    ErrorCode.UNKNOWN_FUNCTION,
                    function.position(),
                    "table function",
                    name,
                    List.of("numbers", "zeros"));
        }
        List<Expression> arguments = function.call().arguments();
        ExpressionTranslator outer = scope.expressions();
        List<String> numbers = arguments.stream()
                .map(a -> "CAST(" + outer.render(a).number() + " AS BIGINT)")
                .toList();
        String range =
                numbers.size() == 1 ? numbers.get(0) : numbers.get(0) + ", " + numbers.get(0) + " + " + numbers.get(1);
        String alias = translation.newAlias("s");
        String column = name.equals("zeros") ? "zero" : "number";
        Rendered value = name.equals("zeros")
                ? Rendered.of("CAST(0 AS UTINYINT)", Types.UINT8)
                : Rendered.exact(alias + "." + column, Types.UINT64);
        String alias2 = function.alias().isEmpty() ? name : function.alias();
        scope.add(new Source(
                alias2,
                alias2,
                alias,
                List.of(new SourceColumn(column, value)),
                false,
                false,
                Optional.empty(),
                Set.of()));
        return "(SELECT CAST(range AS UBIGINT) AS " + column + " FROM range(" + range + ")) AS " + alias;
    }

    private Optional<Relation> ownFunction(Expression.Call call) {
        List<String> texts = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            if (!(argument instanceof Expression.StringLiteral text)) {
                return Optional.empty();
            }
            texts.add(text.value());
        }
        return environment.relations().function(call.function(), texts);
    }

    private String arrayJoin(From.ArrayJoin join) {
        String source = translate(join.source());
        String alias = translation.newAlias("a");
        List<String> lists = new ArrayList<>();
        List<SourceColumn> columns = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        for (Expression item : join.arrays()) {
            Expression array = item instanceof Aliased a ? a.expression() : item;
            String name = item instanceof Aliased a ? a.alias() : ImplicitNames.of(item);
            if (!(item instanceof Aliased) && array instanceof Name) {
                replaced.add(name);
            }
            Rendered list = scope.expressions().render(array);
            if (!(list.type().bare() instanceof ArrayType type)) {
                throw SqlErrors.argument(
                        array.position(),
                        "ARRAY JOIN needs an array; '" + ImplicitNames.of(array) + "' is a " + list.type() + ".");
            }
            String sql = list.sql();
            if (join.left()) {
                sql = "CASE WHEN len(" + sql + ") = 0 THEN [" + SqlText.defaultOf(type.element()) + "] ELSE " + sql
                        + " END";
            }
            lists.add("unnest(" + sql + ") AS " + SqlText.name(name));
            columns.add(new SourceColumn(name, Rendered.exact(alias + "." + SqlText.name(name), type.element())));
        }
        boolean keyed = false;
        scope.replaceColumns(replaced, columns);
        List<SourceColumn> added =
                columns.stream().filter(c -> !replaced.contains(c.name())).toList();
        scope.add(new Source("", "", alias, added, keyed, true, Optional.empty(), Set.of()));
        scope.multiply();
        return source + " CROSS JOIN LATERAL (SELECT " + String.join(", ", lists) + ") AS " + alias;
    }

    private String join(From.Join join) {
        int start = scope.size();
        String left = translate(join.left());
        int middle = scope.size();
        String right = translate(join.right());
        if (join.right() instanceof From.Join) {
            right = "(" + right + ")";
        }
        checkKeys(join, start, middle);
        if (join.kind() == Kind.CROSS) {
            return left + keyedCross(start, middle, right);
        }
        String condition = join.using().isEmpty()
                ? scope.expressions().joinCondition(join.on().orElseThrow())
                : using(join, start, middle);
        condition += keyEquality(start, middle);
        if (join.strictness() != Strictness.SEMI && join.strictness() != Strictness.ANTI) {
            fillDefaults(join.kind(), start, middle, new HashSet<>(join.using()));
            scope.multiply();
        }
        return left + operator(join) + right(join, right, condition, middle) + " ON " + condition;
    }

    /** A CROSS JOIN of the source with itself pairs rows of one block only. */
    private String keyedCross(int start, int middle, String right) {
        scope.multiply();
        String equality = keyEquality(start, middle);
        return equality.isEmpty()
                ? " CROSS JOIN " + right
                : " JOIN " + right + " ON " + equality.substring(" AND ".length());
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
        return " AND " + a + "." + SqlText.name(Identity.PART) + " = " + b + "." + SqlText.name(Identity.PART) + " AND "
                + a + "." + SqlText.name(Identity.OFF) + " = " + b + "." + SqlText.name(Identity.OFF);
    }

    private static String operator(From.Join join) {
        String kind = switch (join.kind()) {
            case LEFT -> " LEFT JOIN ";
            case RIGHT -> " RIGHT JOIN ";
            case FULL -> " FULL JOIN ";
            default -> " JOIN ";
        };
        return switch (join.strictness()) {
            case SEMI -> " SEMI JOIN ";
            case ANTI -> " ANTI JOIN ";
            case ASOF -> " ASOF" + kind;
            default -> kind;
        };
    }

    /** ANY keeps one partner: the right side keeps one row for each of the values that are compared. */
    private String right(From.Join join, String right, String condition, int middle) {
        if (join.strictness() != Strictness.ANY) {
            return right;
        }
        if (scope.size() != middle + 1 || join.kind() == Kind.RIGHT || join.kind() == Kind.FULL) {
            throw SqlErrors.unsupported(join.position(), "ANY is supported for LEFT and INNER JOIN with one table.");
        }
        String alias = scope.source(middle).engineAlias();
        List<String> keys = new ArrayList<>();
        for (String part : condition.split("[^A-Za-z0-9_.\"]+")) {
            if (part.startsWith(alias + ".")) {
                keys.add(part);
            }
        }
        if (keys.isEmpty()) {
            throw SqlErrors.unsupported(join.position(), "ANY JOIN needs columns of the right table compared by '='.");
        }
        return "(SELECT * FROM " + right + " QUALIFY row_number() OVER (PARTITION BY " + String.join(", ", keys)
                + ") = 1) AS " + alias;
    }

    private String using(From.Join join, int start, int middle) {
        List<String> equalities = new ArrayList<>();
        for (String name : join.using()) {
            Rendered left = usingColumn(join, name, start, middle);
            Rendered right = usingColumn(join, name, middle, scope.size());
            equalities.add(Comparisons.compare(left, "=", right, m -> SqlErrors.argument(join.position(), m + ".")));
        }
        scope.hideFromStar(middle, new HashSet<>(join.using()));
        return equalities.stream().collect(Collectors.joining(" AND "));
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

    /** Rows without a partner show the default of each type, not NULL. */
    private void fillDefaults(Kind kind, int start, int middle, Set<String> using) {
        int end = scope.size();
        if (kind == Kind.LEFT || kind == Kind.FULL) {
            scope.fill(middle, end, FromTranslator::filled);
        }
        if (kind == Kind.RIGHT || kind == Kind.FULL) {
            for (String name : using) {
                scope.mergeUsing(name, start, middle, end);
            }
            scope.fill(start, middle, FromTranslator::filled);
        }
    }

    private static Rendered filled(Rendered column) {
        DataType type = column.type();
        String empty = SqlText.defaultOf(type);
        return empty.equals("NULL") ? column : Rendered.exact("coalesce(" + column.sql() + ", " + empty + ")", type);
    }
}
