package io.pipit.core.block.type;

import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.FixedStringType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.error.NearestName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads the types that hold no other types, from behind their name on. */
final class SimpleTypes {
    static final List<String> INTERVAL_UNITS = List.of(
            "Nanosecond",
            "Microsecond",
            "Millisecond",
            "Second",
            "Minute",
            "Hour",
            "Day",
            "Week",
            "Month",
            "Quarter",
            "Year");

    private final TypeScanner scanner;

    SimpleTypes(TypeScanner scanner) {
        this.scanner = scanner;
    }

    /** Reads what follows a canonical name. */
    DataType read(String name) {
        return switch (name) {
            case "String" -> string();
            case "FixedString" -> new FixedStringType(size(name));
            case "Bool" -> new DataType.BoolType();
            case "UUID" -> new DataType.UuidType();
            case "IPv4", "IPv6" -> new IpType(name.charAt(3) - '0');
            case "Float32", "Float64" -> floating(Integer.parseInt(name.substring(5)));
            case "Decimal" -> decimal();
            case "Decimal32" -> scaled(9);
            case "Decimal64" -> scaled(18);
            case "Decimal128" -> scaled(38);
            case "Decimal256" -> scaled(76);
            case "Date", "Date32" -> new DateType(name.length() > 4);
            case "DateTime", "DateTime32" -> dateTime();
            case "DateTime64" -> dateTime64();
            case "Enum", "Enum8", "Enum16" -> enumeration(name);
            case "Nothing" -> new DataType.NothingType();
            default -> name.startsWith("Interval") ? new IntervalType(name.substring(8)) : integer(name);
        };
    }

    private DataType string() {
        if (scanner.accept('(')) {
            scanner.skipToClosing(); // VARCHAR(255): the dialect ignores the length
        }
        return new DataType.StringType();
    }

    private DataType floating(int bits) {
        if (scanner.accept('(')) {
            scanner.skipToClosing();
        }
        return new FloatType(bits);
    }

    private DataType integer(String name) {
        if (scanner.accept('(')) {
            scanner.skipToClosing(); // INT(11): a display width
        }
        boolean signed = name.startsWith("Int");
        return new IntType(Integer.parseInt(name.substring(signed ? 3 : 4)), signed);
    }

    private int size(String name) {
        scanner.expect('(', name + " takes a number of bytes");
        int size = scanner.number(1, 1 << 24, "a number of bytes");
        scanner.expect(')', name + " takes a number of bytes");
        return size;
    }

    private DataType scaled(int precision) {
        scanner.expect('(', "the scale is missing, as in Decimal64(2)");
        int scale = scanner.number(0, precision, "a scale");
        scanner.expect(')', "a scale is one number");
        return new DecimalType(precision, scale);
    }

    private DataType decimal() {
        if (!scanner.accept('(')) {
            return new DecimalType(10, 0);
        }
        int precision = scanner.number(1, 76, "a precision");
        int scale = scanner.accept(',') ? scanner.number(0, precision, "a scale") : 0;
        scanner.expect(')', "Decimal takes a precision and a scale");
        return new DecimalType(precision, scale);
    }

    private DataType dateTime() {
        if (!scanner.accept('(') || scanner.accept(')')) {
            return new DateTimeType("");
        }
        if (scanner.numberAhead()) {
            return precise();
        }
        String zone = zone();
        scanner.expect(')', "DateTime takes a time zone");
        return new DateTimeType(zone);
    }

    private DataType dateTime64() {
        return scanner.accept('(') ? precise() : new DateTime64Type(3, "");
    }

    private DataType precise() {
        int precision = scanner.number(0, 9, "a precision");
        String zone = scanner.accept(',') ? zone() : "";
        scanner.expect(')', "DateTime64 takes a precision and a time zone");
        return new DateTime64Type(precision, zone);
    }

    private String zone() {
        String zone = scanner.quoted("a time zone in quotes, as in 'UTC'");
        if (!ZoneId.getAvailableZoneIds().contains(zone) && !zone.startsWith("Fixed/")) {
            throw scanner.error(
                    "there is no time zone '" + zone + "'." + NearestName.hint(zone, ZoneId.getAvailableZoneIds()));
        }
        return zone;
    }

    private DataType enumeration(String name) {
        scanner.expect('(', name + " takes names with numbers, as in " + name + "('a' = 1, 'b' = 2)");
        List<EnumType.Entry> entries = new ArrayList<>();
        int next = 1;
        do {
            String text = scanner.quoted("a name in quotes");
            int number = scanner.accept('=') ? scanner.number(-32768, 32767, "a number") : next;
            entries.add(new EnumType.Entry(text, number));
            next = number + 1;
        } while (scanner.accept(','));
        scanner.expect(')', "the names of an " + name + " are separated by commas");
        boolean small = entries.stream().allMatch(e -> e.number() >= -128 && e.number() <= 127);
        if (!small && name.equals("Enum8")) {
            throw scanner.error("the numbers of an Enum8 lie between -128 and 127; use Enum16");
        }
        return new EnumType(small && !name.equals("Enum16") ? 8 : 16, entries);
    }
}
