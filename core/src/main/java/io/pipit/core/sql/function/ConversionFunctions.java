package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FixedStringType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.LowCardinalityType;
import io.pipit.core.block.type.DataType.NothingType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** From one type to another. */
final class ConversionFunctions implements FunctionRegistry.Family {
    private static final DataType DATE32 = new DataType.DateType(true);

    /** The type that a call converts to; some say it with their arguments. */
    private interface Target {
        DataType of(CallSite call);
    }

    @Override
    public void register(FunctionRegistry.Builder f) {
        Map<String, DataType> targets = new LinkedHashMap<>();
        for (int bits : new int[] {8, 16, 32, 64, 128, 256}) {
            targets.put("toInt" + bits, new IntType(bits, true));
            targets.put("toUInt" + bits, new IntType(bits, false));
        }
        targets.put("toFloat32", Types.FLOAT32);
        targets.put("toFloat64", Types.FLOAT64);
        targets.put("toUUID", new DataType.UuidType());
        targets.forEach((name, type) -> {
            f.define(name, "value Any", "As " + type + ".", c -> {
                return Rendered.exact(SqlText.cast(Conversions.convert(c.argument(0), type), type), type);
            });
            family(f, name, "value Any", 1, c -> type, SqlText.defaultOf(type));
        });
        for (int precision : new int[] {9, 18, 38}) {
            String name = "toDecimal" + (precision == 9 ? 32 : precision == 18 ? 64 : 128);
            Target target = c -> new DecimalType(precision, c.number(1));
            f.define(name, "value Any, scale Int", "As a decimal with that many digits after the point.", c -> {
                DataType to = target.of(c);
                return Rendered.exact(SqlText.cast(Conversions.convert(c.argument(0), to), to), to);
            });
            family(f, name, "value Any, scale Int", 2, target, "0");
        }
        f.define("toBool", "value Any", "As Bool.", c -> {
            return Rendered.of(Conversions.convert(c.argument(0), Types.BOOL), Types.BOOL);
        });
        f.define("toString", "value Any, zone String?", "As the text that is printed.", ConversionFunctions::string);
        f.define("toFixedString", "text String, bytes Int", "As a text of a fixed number of bytes.", c -> {
            int bytes = c.number(1);
            String text = c.argument(0).text().orElse("");
            if (text.getBytes(StandardCharsets.UTF_8).length > bytes) {
                throw c.error("'" + text + "' has more than " + bytes + " bytes");
            }
            return Rendered.of(c.text(0), new FixedStringType(bytes));
        });
        times(f);
        casts(f);
    }

    private static void times(FunctionRegistry.Builder f) {
        f.define(
                "toDate", "value Any, zone String?", "As a date; a number is days, or seconds when it is large.", c -> {
                    String sql = zoned(c, Types.DATE).sql();
                    return Types.date(c.type(0)) && !wide(c.type(0)) || Types.instant(c.type(0))
                            ? Rendered.of(sql, Types.DATE)
                            : Rendered.of(
                                    "least(greatest(" + sql + ", DATE '1970-01-01'), DATE '2149-06-06')", Types.DATE);
                });
        f.alias("toDate", "DATE");
        f.define("toDate32", "value Any, zone String?", "As a date from 1900 on.", c -> zoned(c, DATE32));
        f.define("toDateTime", "value Any, zone String?", "As a time; a number is seconds since 1970.", c -> {
            Rendered time = zoned(c, Types.DATE_TIME);
            boolean signed = Types.number(c.type(0)) && !(c.type(0).bare() instanceof IntType i && !i.signed());
            return signed ? Rendered.of("greatest(" + time.sql() + ", TIMESTAMP '1970-01-01')", time.type()) : time;
        });
        f.alias("toDateTime", "toDateTime32");
        f.define(
                "toDateTime64",
                "value Any, precision Int?, zone String?",
                "As a time with that many digits of a second.",
                c -> {
                    DataType to = dateTime64(c);
                    return Rendered.of(Conversions.convert(c.argument(0), to), to);
                });
        family(f, "toDate", "text Any, zone Any?", 2, c -> Types.DATE, "DATE '1970-01-01'");
        family(f, "toDate32", "text Any, zone Any?", 2, c -> DATE32, "DATE '1900-01-01'");
        family(f, "toDateTime", "text Any, zone Any?", 2, c -> new DateTimeType(zone(c, 1)), "TIMESTAMP '1970-01-01'");
        family(
                f,
                "toDateTime64",
                "text Any, precision Int?, zone String?",
                3,
                ConversionFunctions::dateTime64,
                "TIMESTAMP '1970-01-01'");
    }

    private static boolean wide(DataType type) {
        return type.bare() instanceof DataType.DateType d && d.wide();
    }

    private static void casts(FunctionRegistry.Builder f) {
        f.defineOwnNulls("toLowCardinality", "value Any", "The value, with a hint for storage.", c -> {
            return c.argument(0)
                    .as(c.type(0) instanceof LowCardinalityType ? c.type(0) : new LowCardinalityType(c.type(0)));
        });
        f.defineOwnNulls("CAST", "value Any, type String", "As the type that is named.", ConversionFunctions::cast);
        f.alias("CAST", "_CAST");
        f.defineOwnNulls(
                "accurateCast",
                "value Any, type String",
                "As the type that is named, an error where the value would change.",
                c -> {
                    DataType type = c.typeLiteral(1);
                    if (!Types.integer(type) || !Types.number(c.type(0))) {
                        return cast(c);
                    }
                    String sql = Conversions.tryAccurate(c.argument(0), type);
                    String failure = "error('accurateCast: a value does not fit into " + type + "')";
                    String known = "CASE WHEN " + c.sql(0) + " IS NULL THEN NULL ELSE coalesce(" + sql + ", "
                            + SqlText.cast(failure, type) + ") END";
                    return Rendered.of(known, c.type(0).nullable() ? Types.nullable(type) : type);
                });
        f.defineOwnNulls("accurateCastOrNull", "value Any, type String", "As the type that is named, or NULL.", c -> {
            DataType type = c.typeLiteral(1);
            return Rendered.of(Conversions.tryAccurate(c.argument(0), type), Types.nullable(type));
        });
        f.defineOwnNulls(
                "accurateCastOrDefault",
                "value Any, type String, default Any?",
                "As the type that is named, or the default.",
                c -> {
                    DataType type = c.typeLiteral(1);
                    String other = c.size() > 2 ? SqlText.cast(c.argument(2).value(), type) : SqlText.defaultOf(type);
                    return Rendered.of(
                            "coalesce(" + Conversions.tryAccurate(c.argument(0), type) + ", " + other + ")", type);
                });
    }

    /** The forms OrNull, OrZero and OrDefault of a conversion; the default is one more argument. */
    private static void family(
            FunctionRegistry.Builder f, String name, String signature, int arguments, Target target, String zero) {
        f.defineOwnNulls(name + "OrNull", signature, "As " + name + ", or NULL where that is not possible.", c -> {
            if (c.type(0).bare() instanceof NothingType) {
                return Rendered.of("NULL", Types.NOTHING);
            }
            DataType type = target.of(c);
            return Rendered.of(Conversions.tryConvert(c.argument(0), type), Types.nullable(type));
        });
        f.define(name + "OrZero", signature, "As " + name + ", or 0 (of its kind) where that is not possible.", c -> {
            DataType type = target.of(c);
            return Rendered.of("coalesce(" + Conversions.tryConvert(c.argument(0), type) + ", " + zero + ")", type);
        });
        String more = signature.replace("?", "") + ", default Any?";
        String optional = arguments > 1 && !name.startsWith("toDecimal") ? signature + ", default Any?" : more;
        f.defineOwnNulls(
                name + "OrDefault", optional, "As " + name + ", or the default where that is not possible.", c -> {
                    DataType type = target.of(c);
                    Rendered last = c.argument(c.size() - 1);
                    boolean given = c.size() > 1
                            && last.type().bare().getClass() == type.bare().getClass();
                    String other = given ? SqlText.cast(last.value(), type) : zero;
                    return Rendered.of(
                            "coalesce(" + Conversions.tryConvert(c.argument(0), type) + ", " + other + ")", type);
                });
    }

    private static Rendered string(CallSite c) {
        Rendered value = c.argument(0);
        if (c.size() == 2 && Types.instant(value.type())) {
            value = value.as(inZone(value.type().bare(), c.zone(1)));
        }
        return Rendered.exact(Conversions.text(value), Types.STRING);
    }

    static DataType inZone(DataType type, String zone) {
        return type instanceof DateTime64Type t
                ? new DateTime64Type(t.precision(), zone)
                : type instanceof DateTimeType ? new DateTimeType(zone) : type;
    }

    private static String zone(CallSite c, int at) {
        return c.size() > at && c.argument(at).text().isPresent() ? c.zone(at) : "";
    }

    private static Rendered zoned(CallSite c, DataType type) {
        Rendered value = c.argument(0);
        String given = zone(c, 1);
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

    private static DataType dateTime64(CallSite c) {
        boolean given = c.size() > 1 && Types.number(c.type(1));
        String zone = c.size() > 2 && c.argument(2).text().isPresent() ? c.zone(2) : Types.zone(c.type(0));
        return new DateTime64Type(given ? c.number(1) : 3, zone);
    }

    private static Rendered cast(CallSite c) {
        DataType to = c.typeLiteral(1);
        String sql = Conversions.convert(c.argument(0), to);
        if (c.type(0).nullable() && !to.nullable() && !(c.type(0).bare() instanceof NothingType)) {
            to = Types.nullable(to); // a value that may be NULL stays so, as with cast_keep_nullable
        }
        return Rendered.exact(SqlText.cast(sql, to), to);
    }
}
