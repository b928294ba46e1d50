package io.pipit.core.block.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names of types: those of the dialect, which are case-sensitive, and the SQL names it also takes, which are not. */
final class TypeNames {
    private static final List<String> NAMES = names();
    private static final Map<String, String> SQL_NAMES = sqlNames();

    private TypeNames() {}

    /** The dialect's own name, or the empty text when there is no such type. */
    static String canonical(String written) {
        return NAMES.contains(written) ? written : SQL_NAMES.getOrDefault(written.toLowerCase(Locale.ROOT), "");
    }

    /** The names worth suggesting. */
    static List<String> known() {
        return NAMES;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("String", "FixedString", "Bool", "UUID", "IPv4", "IPv6", "JSON"));
        for (int bits : new int[] {8, 16, 32, 64, 128, 256}) {
            names.add("Int" + bits);
            names.add("UInt" + bits);
        }
        names.addAll(List.of("Float32", "Float64", "Decimal", "Decimal32", "Decimal64", "Decimal128", "Decimal256"));
        names.addAll(List.of("Date", "Date32", "DateTime", "DateTime32", "DateTime64", "Enum", "Enum8", "Enum16"));
        names.addAll(List.of("Nullable", "LowCardinality", "Array", "Map", "Tuple", "Nested", "Object", "Nothing"));
        names.addAll(List.of("AggregateFunction", "SimpleAggregateFunction"));
        for (String unit : SimpleTypes.INTERVAL_UNITS) {
            names.add("Interval" + unit);
        }
        return List.copyOf(names);
    }

    private static Map<String, String> sqlNames() {
        Map<String, String> byName = new HashMap<>();
        add(byName, "Int8", "tinyint", "int1", "byte");
        add(byName, "Int16", "smallint");
        add(byName, "Int32", "int", "integer", "mediumint");
        add(byName, "Int64", "bigint", "signed");
        add(byName, "UInt64", "unsigned", "bit");
        add(byName, "Float32", "float", "real", "single");
        add(byName, "Float64", "double");
        add(byName, "Decimal", "decimal", "dec", "numeric", "fixed");
        add(byName, "Decimal32", "decimal32");
        add(byName, "Decimal64", "decimal64");
        add(byName, "Decimal128", "decimal128");
        add(byName, "Decimal256", "decimal256");
        add(byName, "String", "text", "varchar", "char", "character", "nvarchar", "clob", "blob", "bytea");
        add(byName, "String", "tinytext", "mediumtext", "longtext", "tinyblob", "mediumblob", "longblob", "varbinary");
        add(byName, "FixedString", "binary");
        add(byName, "Bool", "bool", "boolean");
        add(byName, "Date", "date");
        add(byName, "Date32", "date32");
        add(byName, "DateTime", "datetime", "timestamp");
        add(byName, "DateTime32", "datetime32");
        add(byName, "DateTime64", "datetime64");
        add(byName, "IPv4", "inet4");
        add(byName, "IPv6", "inet6");
        add(byName, "JSON", "json");
        add(byName, "Enum", "enum");
        return byName;
    }

    private static void add(Map<String, String> byName, String canonical, String... names) {
        for (String name : names) {
            byName.put(name, canonical);
        }
    }
}
