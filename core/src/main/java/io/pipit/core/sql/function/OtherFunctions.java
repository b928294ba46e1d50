package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import java.util.ArrayList;
import java.util.List;

/** Hashes, random values, and what fits nowhere else. */
final class OtherFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.addOwnNulls(
                "toTypeName",
                1,
                1,
                "The name of a type.",
                c -> Rendered.exact(SqlText.string(typeName(c.type(0))), Types.STRING));
        f.defineOwnNulls("defaultValueOfTypeName", "type String", "The default of the type of this name.", c -> {
            DataType type = c.typeLiteral(0);
            return Rendered.of(SqlText.cast(SqlText.defaultOf(type), type), type);
        });
        f.addOwnNulls("identity", 1, 1, "The argument.", c -> c.argument(0));
        f.addOwnNulls("materialize", 1, 1, "The argument.", c -> Rendered.of(c.sql(0), c.type(0)));
        f.addOwnNulls("ignore", 0, ANY, "0.", c -> Rendered.of("0", Types.UINT8));
        f.add("version", 0, 0, "The version of the dialect.", c -> Rendered.exact("'24.1'", Types.STRING));
        f.defineOwnNulls("isConstant", "value Any", "Whether a value is written out.", c -> {
            return Rendered.of(c.argument(0).constant().isPresent() ? "1" : "0", Types.UINT8);
        });
        f.defineOwnNulls("isNullable", "value Any", "Whether the type of a value may be NULL.", c -> {
            return Rendered.of(c.type(0).nullable() ? "1" : "0", Types.UINT8);
        });
        f.defineOwnNulls(
                "currentDatabase", "", "The name of the database.", c -> Rendered.exact("'default'", Types.STRING));
        f.alias("currentDatabase", "DATABASE", "current_database", "SCHEMA");
        f.defineOwnNulls("hostName", "", "The name of the host: always localhost.", c -> {
            return Rendered.exact("'localhost'", Types.STRING);
        });
        f.alias("hostName", "hostname", "FQDN");
        f.defineOwnNulls("currentUser", "", "The name of the user: always default.", c -> {
            return Rendered.exact("'default'", Types.STRING);
        });
        f.alias("currentUser", "user");
        f.define("throwIf", "condition Any, message String?", "An error when it holds, else 0.", c -> {
            String message = c.size() > 1 ? c.text(1) : "'Value passed to throwIf is non-zero'";
            return Rendered.of(
                    "CASE WHEN " + c.argument(0).truth() + " THEN CAST(error(" + message + ") AS UTINYINT) ELSE 0 END",
                    Types.UINT8);
        });
        normalQuery(f, "normalizeQuery", "", "A query with ? in the place of literals and of names with many digits.");
        normalQuery(f, "normalizeQueryKeepNames", "names", "A query with ? in the place of literals.");
        f.define(
                "normalizedQueryHash",
                "query String",
                "A hash that queries share which differ only in their literals.",
                c -> Rendered.exact(
                        "pipit_hash('sip64', 's', pipit_text('normalQuery', " + c.text(0) + ", 'names'))",
                        Types.UINT64));
        f.addOwnNulls("byteSize", 0, ANY, "How many bytes the arguments take in memory.", c -> {
            List<String> sizes = new ArrayList<>(List.of("0"));
            c.values().forEach(v -> sizes.add(ByteSizes.of(v.value(), v.type())));
            return Rendered.of("(" + String.join(" + ", sizes) + ")", Types.UINT64);
        });
        f.add("timezone", 0, 0, "The server's zone.", c -> Rendered.exact("'UTC'", Types.STRING));
        f.alias("timezone", "serverTimezone", "serverTimeZone");
        f.addOwnNulls(
                "transform", 3, 4, "A value looked up in one array and taken from another.", OtherFunctions::transform);
    }

    private static void normalQuery(FunctionRegistry.Builder f, String name, String keeps, String doc) {
        f.define(name, "query String", doc, c -> {
            return Rendered.exact(
                    "pipit_text('normalQuery', " + c.text(0) + ", " + SqlText.string(keeps) + ")", Types.STRING);
        });
    }

    private static String typeName(DataType type) {
        return type.bare() instanceof DataType.NothingType ? "Nullable(Nothing)" : type.toString();
    }

    private static Rendered transform(CallSite c) {
        Rendered otherwise = c.argument(c.size() > 3 ? 3 : 0);
        DataType type = TypeRules.supertype(List.of(Types.element(c.type(2)), otherwise.type()))
                .orElseThrow(() -> c.error("there is no common type of " + Types.element(c.type(2)) + " and "
                        + otherwise.type() + " for what is found and what is not"));
        Rendered key = Rendered.of("", Types.element(c.type(1)));
        String value = Comparisons.align(c.argument(0), key, c::error).value();
        String place = "list_position(" + c.sql(1) + ", " + value + ")";
        String found = "list_extract(" + c.sql(2) + ", " + place + ")";
        return Rendered.exact(
                "CASE WHEN list_contains(" + c.sql(1) + ", " + value + ") THEN " + SqlText.cast(found, type) + " ELSE "
                        + Conversions.widen(otherwise, type) + " END",
                type);
    }
}
