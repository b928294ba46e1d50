package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions and NULL. */
final class ConditionalFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.addOwnNulls("if", 3, 3, "The second when the first holds, else the third.", ConditionalFunctions::branches);
        f.addOwnNulls(
                "multiIf",
                1,
                ScalarFunction.ANY,
                "The value after the first condition that holds, else the last.",
                ConditionalFunctions::branches);
        f.addOwnNulls("coalesce", 1, ScalarFunction.ANY, "The first that is not NULL.", ConditionalFunctions::coalesce);
        f.addOwnNulls("ifNull", 2, 2, "The second when the first is NULL.", ConditionalFunctions::coalesce);
        f.addOwnNulls(
                "nullIf",
                2,
                2,
                "NULL when both are equal, else the first.",
                c -> Rendered.of(
                        "CASE WHEN " + Comparisons.compare(c.argument(0), "=", c.argument(1), c::error)
                                + " THEN NULL ELSE " + c.sql(0) + " END",
                        Types.nullable(c.type(0))));
        f.addOwnNulls("isNull", 1, 1, "Whether it is NULL.", c -> Rendered.condition("(" + c.sql(0) + " IS NULL)"));
        f.addOwnNulls(
                "isNotNull",
                1,
                1,
                "Whether it is not NULL.",
                c -> Rendered.condition("(" + c.sql(0) + " IS NOT NULL)"));
        f.addOwnNulls(
                "assumeNotNull",
                1,
                1,
                "The value as a type without NULL; NULL becomes the default.",
                ConditionalFunctions::assumeNotNull);
        f.addOwnNulls(
                "toNullable",
                1,
                1,
                "The value as a type that may be NULL.",
                c -> c.argument(0).as(Types.nullable(c.type(0))));
        f.addOwnNulls(
                "isZeroOrNull",
                1,
                1,
                "Whether it is 0 or NULL.",
                c -> Rendered.condition(
                        "(" + c.sql(0) + " IS NULL OR " + c.argument(0).number() + " = 0)"));
        f.addOwnNulls("greatest", 1, ScalarFunction.ANY, "The greatest of the values.", c -> extreme(c, "greatest"));
        f.addOwnNulls("least", 1, ScalarFunction.ANY, "The least of the values.", c -> extreme(c, "least"));
    }

    private static Rendered branches(CallSite c) {
        if (c.size() % 2 == 0) {
            throw c.error("found " + Counted.of(c.size(), "argument")
                    + " where pairs of condition and value and a last value are expected");
        }
        List<Rendered> results = new ArrayList<>();
        for (int i = 1; i < c.size(); i += 2) {
            results.add(c.argument(i));
        }
        results.add(c.argument(c.size() - 1));
        DataType type = common(c, results);
        StringBuilder sql = new StringBuilder("CASE");
        for (int i = 0; i + 1 < c.size(); i += 2) {
            sql.append(" WHEN ").append(c.argument(i).truth());
            sql.append(" THEN ").append(Conversions.widen(c.argument(i + 1), type));
        }
        sql.append(" ELSE ")
                .append(Conversions.widen(c.argument(c.size() - 1), type))
                .append(" END");
        return new Rendered(
                sql.toString(), type, type.bare() instanceof DataType.BoolType, java.util.Optional.empty(), true);
    }

    /** The type of several branches; one text literal beside dates and the like has none. */
    static DataType common(CallSite c, List<Rendered> values) {
        List<DataType> types = values.stream().map(Rendered::type).toList();
        return TypeRules.supertype(types)
                .orElseThrow(() -> c.error("there is no common type of "
                        + types.stream().map(DataType::toString).distinct().collect(Collectors.joining(" and "))
                        + "; convert them, for instance with toString"));
    }

    private static Rendered coalesce(CallSite c) {
        List<Rendered> values = c.values();
        DataType type = common(c, values);
        boolean nullable = values.stream().allMatch(v -> v.type().nullable());
        DataType result = nullable ? type : Types.plain(type).bare();
        String sql = values.stream()
                .map(v -> Conversions.widen(v, type))
                .collect(Collectors.joining(", ", "coalesce(", ")"));
        return Rendered.exact(sql, result);
    }

    private static Rendered assumeNotNull(CallSite c) {
        DataType type = Types.plain(c.type(0)).bare();
        if (!c.type(0).nullable()) {
            return c.argument(0);
        }
        return Rendered.of("coalesce(" + c.sql(0) + ", " + SqlText.defaultOf(type) + ")", type);
    }

    private static Rendered extreme(CallSite c, String function) {
        DataType type = common(c, c.values());
        String values = c.values().stream().map(v -> Conversions.widen(v, type)).collect(Collectors.joining(", "));
        if (OrderKey.differs(type)) {
            boolean least = function.equals("least");
            return Rendered.exact("list_extract(" + SortedLists.sorted(type, "[" + values + "]", least) + ", 1)", type);
        }
        return Rendered.exact(function + "(" + values + ")", type);
    }
}
