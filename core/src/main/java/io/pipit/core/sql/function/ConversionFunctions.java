package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.LowCardinalityType;
import io.pipit.core.block.type.TypeParser;
import java.util.LinkedHashMap;
import java.util.Map;

/** From one type to another. */
final class ConversionFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        Map<String, DataType> targets = new LinkedHashMap<>();
        for (int bits : new int[] {8, 16, 32, 64, 128, 256}) {
            targets.put("toInt" + bits, new DataType.IntType(bits, true));
            targets.put("toUInt" + bits, new DataType.IntType(bits, false));
        }
        targets.put("toFloat32", Types.FLOAT32);
        targets.put("toFloat64", Types.FLOAT64);
        targets.put("toUUID", new DataType.UuidType());
        targets.forEach((name, type) -> family(f, name, type));
        f.add("toBool", 1, 1, "As Bool.", c -> Rendered.of(Conversions.convert(c.argument(0), Types.BOOL), Types.BOOL));
        f.add("toString", 1, 2, "As the text that is printed.", ConversionFunctions::string);
        f.add(
                "toFixedString",
                2,
                2,
                "As a text of a fixed number of bytes.",
                c -> Rendered.of(c.text(0), new DataType.FixedStringType(c.number(1))));
        f.add(
                "toDate",
                1,
                2,
                "As a date; a number is days, or seconds when it is large.",
                c -> zoned(c, Types.DATE, ""));
        f.alias("toDate", "DATE");
        f.add("toDate32", 1, 2, "As a date.", c -> zoned(c, new DataType.DateType(true), ""));
        f.add("toDateTime", 1, 2, "As a time; a number is seconds since 1970.", c -> zoned(c, Types.DATE_TIME, ""));
        f.add("toDateTime64", 1, 3, "As a time with that many digits of a second.", ConversionFunctions::dateTime64);
        f.addOwnNulls("toDateOrNull", 1, 2, "As a date, or NULL.", c -> orNull(c, Types.DATE));
        f.addOwnNulls("toDateOrZero", 1, 2, "As a date, or 1970-01-01.", c -> orZero(c, Types.DATE));
        f.addOwnNulls("toDateTimeOrNull", 1, 2, "As a time, or NULL.", c -> orNull(c, Types.DATE_TIME));
        f.addOwnNulls("toDateTimeOrZero", 1, 2, "As a time, or the start of 1970.", c -> orZero(c, Types.DATE_TIME));
        for (int precision : new int[] {9, 18, 38}) {
            String name = "toDecimal" + (precision == 9 ? 32 : precision == 18 ? 64 : 128);
            f.add(name, 2, 2, "As a decimal with that many digits after the point.", c -> decimal(c, precision));
        }
        f.addOwnNulls(
                "toLowCardinality",
                1,
                1,
                "The value, with a hint for storage.",
                c -> c.argument(0)
                        .as(c.type(0) instanceof LowCardinalityType ? c.type(0) : new LowCardinalityType(c.type(0))));
        f.addOwnNulls("CAST", 2, 2, "As the type that is named.", ConversionFunctions::cast);
        f.addOwnNulls(
                "accurateCastOrNull",
                2,
                2,
                "As the type that is named, or NULL.",
                c -> orNull(c, TypeParser.parse(c.literal(1))));
        f.addOwnNulls("accurateCast", 2, 2, "As the type that is named.", ConversionFunctions::cast);
    }

    private static void family(FunctionRegistry.Builder f, String name, DataType type) {
        f.add(
                name,
                1,
                1,
                "As " + type + ".",
                c -> Rendered.exact(SqlText.cast(Conversions.convert(c.argument(0), type), type), type));
        f.addOwnNulls(
                name + "OrNull", 1, 1, "As " + type + ", or NULL where that is not possible.", c -> orNull(c, type));
        f.addOwnNulls(name + "OrZero", 1, 1, "As " + type + ", or 0 where that is not possible.", c -> orZero(c, type));
        f.addOwnNulls(
                name + "OrDefault",
                1,
                2,
                "As " + type + ", or the default where that is not possible.",
                c -> Rendered.of(
                        "coalesce(" + Conversions.tryConvert(c.argument(0), type) + ", "
                                + (c.size() > 1 ? SqlText.cast(c.sql(1), type) : SqlText.defaultOf(type)) + ")",
                        type));
    }

    private static Rendered orNull(CallSite c, DataType type) {
        return Rendered.of(Conversions.tryConvert(c.argument(0), type), Types.nullable(type));
    }

    private static Rendered orZero(CallSite c, DataType type) {
        String sql = "coalesce(" + Conversions.tryConvert(c.argument(0), type) + ", " + SqlText.defaultOf(type) + ")";
        return Rendered.of(sql, c.type(0).nullable() ? Types.nullable(type) : type);
    }

    private static Rendered string(CallSite c) {
        Rendered value = c.argument(0);
        if (c.size() == 2 && Types.instant(value.type())) {
            value = value.as(inZone(value.type().bare(), c.literal(1)));
        }
        return Rendered.exact(Conversions.text(value), Types.STRING);
    }

    static DataType inZone(DataType type, String zone) {
        return type instanceof DateTime64Type t
                ? new DateTime64Type(t.precision(), zone)
                : type instanceof DateTimeType ? new DateTimeType(zone) : type;
    }

    private static Rendered zoned(CallSite c, DataType type, String zone) {
        Rendered value = c.argument(0);
        String given = c.size() > 1 ? c.literal(1) : zone;
        if (Types.date(type)) {
            Rendered from = given.isEmpty() || !Types.instant(value.type())
                    ? value
                    : value.as(inZone(value.type().bare(), given));
            return Rendered.of(Conversions.convert(from, type), type);
        }
        String kept = given.isEmpty() && Types.instant(value.type()) ? Types.zone(value.type()) : given;
        DataType to = new DateTimeType(kept);
        return Rendered.of(Conversions.convert(value, to), to);
    }

    private static Rendered dateTime64(CallSite c) {
        int precision = c.size() < 2 ? 3 : c.number(1);
        String zone = c.size() > 2 ? c.literal(2) : Types.zone(c.type(0));
        DataType to = new DateTime64Type(precision, zone);
        return Rendered.of(Conversions.convert(c.argument(0), to), to);
    }

    private static Rendered decimal(CallSite c, int precision) {
        DataType to = new DecimalType(precision, c.number(1));
        return Rendered.exact(SqlText.cast(c.argument(0).number(), to), to);
    }

    private static Rendered cast(CallSite c) {
        DataType to = TypeParser.parse(c.literal(1));
        String sql = Conversions.convert(c.argument(0), to);
        if (c.type(0).nullable() && !to.nullable() && !(c.type(0).bare() instanceof DataType.NothingType)) {
            to = Types.nullable(to); // a value that may be NULL stays so, as with cast_keep_nullable
        }
        return Rendered.exact(SqlText.cast(sql, to), to);
    }
}
