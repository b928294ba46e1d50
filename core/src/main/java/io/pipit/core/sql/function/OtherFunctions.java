package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;

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
        f.add("timezone", 0, 0, "The server's zone.", c -> Rendered.exact("'UTC'", Types.STRING));
        f.alias("timezone", "serverTimezone", "serverTimeZone");
        f.add("transform", 3, 4, "A value looked up in one array and taken from another.", OtherFunctions::transform);
    }

    private static String typeName(DataType type) {
        return type.bare() instanceof DataType.NothingType ? "Nullable(Nothing)" : type.toString();
    }

    private static Rendered transform(CallSite c) {
        DataType element = Types.element(c.type(2));
        boolean given = c.size() > 3;
        DataType type = Types.plain(element);
        String otherwise =
                given ? Conversions.widen(c.argument(3), type) : c.argument(0).value();
        String found = "list_extract(" + c.sql(2) + ", list_position(" + c.sql(1) + ", " + c.sql(0) + "))";
        return Rendered.of(
                "CASE WHEN list_contains(" + c.sql(1) + ", " + c.sql(0) + ") THEN " + found + " ELSE " + otherwise
                        + " END",
                type);
    }
}
