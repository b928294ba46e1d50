package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import java.util.stream.Collectors;

/** Hashes, random values, and what fits nowhere else. */
final class OtherFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add(
                "rand",
                0,
                1,
                "A random UInt32.",
                c -> Rendered.of("CAST(floor(random() * 4294967296) AS BIGINT)", Types.UINT32));
        f.alias("rand", "rand32");
        f.add(
                "rand64",
                0,
                1,
                "A random UInt64.",
                c -> Rendered.of("CAST(floor(random() * 9007199254740992) AS BIGINT)", Types.UINT64));
        f.add("randCanonical", 0, 1, "A random number from 0 to 1.", c -> Rendered.of("random()", Types.FLOAT64));
        f.add("generateUUIDv4", 0, 1, "A random UUID.", c -> Rendered.of("uuid()", new DataType.UuidType()));
        f.addOwnNulls(
                "toTypeName",
                1,
                1,
                "The name of a type.",
                c -> Rendered.exact(SqlText.string(c.type(0).toString()), Types.STRING));
        f.addOwnNulls("identity", 1, 1, "The argument.", c -> c.argument(0));
        f.addOwnNulls("materialize", 1, 1, "The argument.", c -> Rendered.of(c.sql(0), c.type(0)));
        f.addOwnNulls("ignore", 0, ANY, "0.", c -> Rendered.of("0", Types.UINT8));
        f.add("version", 0, 0, "The version of the dialect.", c -> Rendered.exact("'24.1'", Types.STRING));
        f.add("timezone", 0, 0, "The server's zone.", c -> Rendered.exact("'UTC'", Types.STRING));
        f.alias("timezone", "serverTimezone");
        f.add(
                "bar",
                3,
                4,
                "A bar of blocks.",
                c -> Rendered.exact(
                        "bar(" + c.values().stream().map(Rendered::number).collect(Collectors.joining(", ")) + ")",
                        Types.STRING));
        f.add(
                "formatReadableSize",
                1,
                1,
                "Bytes in words, for instance 1.50 KiB.",
                c -> readable(c, 1024, "B", "KiB", "MiB", "GiB", "TiB", "PiB"));
        f.add(
                "formatReadableQuantity",
                1,
                1,
                "A number in words.",
                c -> readable(c, 1000, "", "thousand", "million", "billion", "trillion", "quadrillion"));
        f.add("IPv4NumToString", 1, 1, "A number as an address.", c -> {
            String n = c.integer(0);
            return Rendered.exact(
                    "((" + n + " >> 24) || '.' || ((" + n + " >> 16) & 255) || '.' || ((" + n
                            + " >> 8) & 255) || '.' || (" + n + " & 255))",
                    Types.STRING);
        });
        f.add(
                "IPv4StringToNum",
                1,
                1,
                "An address as a number.",
                c -> Rendered.of(
                        "list_reduce(list_transform(string_split(" + c.text(0)
                                + ", '.'), lambda p: CAST(p AS BIGINT)), lambda a, b: a * 256 + b)",
                        Types.UINT32));
        f.add("transform", 3, 4, "A value looked up in one array and taken from another.", OtherFunctions::transform);
    }

    private static Rendered readable(CallSite c, int step, String... units) {
        StringBuilder sql = new StringBuilder("CASE");
        String value = c.floating(0);
        double bound = step;
        double divisor = 1;
        for (int i = 0; i < units.length; i++) {
            String shown = "format('{:.2f}', " + value + " / " + divisor + "e0) || "
                    + SqlText.string(units[i].isEmpty() ? "" : " " + units[i]);
            boolean last = i == units.length - 1;
            sql.append(last ? " ELSE " : " WHEN abs(" + value + ") < " + bound + " THEN ")
                    .append(shown);
            divisor = bound;
            bound *= step;
        }
        return Rendered.exact(sql.append(" END").toString().replaceAll("E(\\d+)e0", "E$1"), Types.STRING);
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
