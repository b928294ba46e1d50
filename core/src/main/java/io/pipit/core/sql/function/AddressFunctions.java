package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.error.Article;
import java.util.List;

/** Addresses of IP version 4 and 6, held as texts. */
final class AddressFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("IPv4NumToString", "number Any", "A number, or an IPv4, as text.", c -> {
            if (c.type(0).bare() instanceof IpType address && address.version() == 4) {
                return Rendered.exact(c.sql(0), Types.STRING);
            } else if (!Types.number(c.type(0))) {
                throw c.error("its argument is " + Article.with(c.type(0)) + ", where a number or an IPv4 is expected");
            }
            String n = "CAST(" + c.argument(0).number() + " AS BIGINT)";
            return Rendered.exact(dotted(n) + " || '.' || (" + n + " & 255))", Types.STRING);
        });
        f.alias("IPv4NumToString", "INET_NTOA");
        f.define("IPv6NumToString", "address Any", "An address of version 6 as text.", c -> {
            if (!(c.type(0).bare() instanceof DataType.IpType)) {
                throw c.error("its argument is " + Article.with(c.type(0)) + ", where an IPv6 is expected; see toIPv6");
            }
            return Rendered.exact(c.sql(0), Types.STRING);
        });
        f.alias("IPv6NumToString", "INET6_NTOA");
        f.define("IPv4NumToStringClassC", "number Number", "A number as an address without its last part.", c -> {
            return Rendered.exact(
                    dotted("CAST(" + c.argument(0).number() + " AS BIGINT)") + " || '.xxx')", Types.STRING);
        });
        f.define("IPv4StringToNum", "address String", "An address as a number.", c -> {
            return Rendered.of(
                    "CAST(coalesce(" + number(c) + ", error('IPv4StringToNum: not an address: ' || " + c.text(0)
                            + ")) AS UINTEGER)",
                    Types.UINT32);
        });
        f.alias("IPv4StringToNum", "INET_ATON");
        f.define("IPv4StringToNumOrDefault", "address String", "An address as a number, or 0.", c -> {
            return Rendered.of("CAST(coalesce(" + number(c) + ", '0') AS UINTEGER)", Types.UINT32);
        });
        f.define("IPv4StringToNumOrNull", "address String", "An address as a number, or NULL.", c -> {
            return Rendered.of("CAST(" + number(c) + " AS UINTEGER)", Types.nullable(Types.UINT32));
        });
        f.define("isIPv4String", "text String", "Whether a text is an address of version 4.", c -> {
            return Rendered.condition("(" + number(c) + " IS NOT NULL)");
        });
        f.define("isIPv6String", "text String", "Whether a text is an address of version 6.", c -> {
            return Rendered.condition(
                    "(" + number(c) + " IS NULL AND pipit_text('ipv6', " + c.text(0) + ") IS NOT NULL)");
        });
        f.define(
                "isIPAddressInRange",
                "address String, range String",
                "Whether an address is in a range such as 10.0.0.0/8.",
                c -> {
                    return Rendered.condition("(pipit_text('ipInRange', " + c.text(0) + ", " + c.text(1) + ") = '1')");
                });
        range(f, "IPv4CIDRToRange", 4);
        range(f, "IPv6CIDRToRange", 6);
        convert(f, "toIPv4", 4, "CASE WHEN " + "pipit_text('ipv4Number', %1$s) IS NOT NULL THEN %1$s END");
        convert(f, "toIPv6", 6, "pipit_text('ipv6', %1$s)");
        f.alias("toIPv6", "IPv6StringToNum", "INET6_ATON");
        f.alias("toIPv6OrNull", "IPv6StringToNumOrNull");
        f.alias("toIPv6OrDefault", "IPv6StringToNumOrDefault");
        f.define("IPv4ToIPv6", "address Any", "An address of version 4 in the form of version 6.", c -> {
            return Rendered.of("('::ffff:' || " + c.sql(0) + ")", new IpType(6));
        });
    }

    /** A text or a number as an address; what is none is an error, or NULL. */
    static String convert(Rendered from, IpType to, boolean lenient) {
        if (Types.integer(from.type()) && to.version() == 4) {
            String n = "CAST(" + from.number() + " AS BIGINT)";
            return dotted(n) + " || '.' || (" + n + " & 255))";
        }
        String text = from.sql();
        boolean widened = to.version() == 6 && from.type().bare() instanceof IpType;
        String address =
                widened ? "('::ffff:' || " + text + ")" : "pipit_text('ipv" + to.version() + "', " + text + ")";
        return lenient || widened
                ? address
                : "CASE WHEN " + text + " IS NOT NULL THEN coalesce(" + address + ", error('not an IPv" + to.version()
                        + " address: ' || " + text + ")) END";
    }

    private static String dotted(String n) {
        return "((" + n + " >> 24 & 255) || '.' || (" + n + " >> 16 & 255) || '.' || (" + n + " >> 8 & 255)";
    }

    private static String number(CallSite c) {
        return "pipit_text('ipv4Number', " + c.text(0) + ")";
    }

    private static void range(FunctionRegistry.Builder f, String name, int version) {
        IpType type = new IpType(version);
        String doc = "The first and the last address that share so many bits with an address.";
        f.define(name, "address Any, bits Int", doc, c -> {
            boolean number = version == 4 && Types.integer(c.type(0));
            if (!number && !c.type(0).bare().equals(type)) {
                throw c.error("its argument is " + Article.with(c.type(0)) + ", where an IPv" + version
                        + " is expected; see toIPv" + version);
            }
            String n = number ? "CAST(" + c.argument(0).number() + " AS BIGINT)" : "";
            String address = number ? dotted(n) + " || '.' || (" + n + " & 255))" : c.sql(0);
            String arguments = address + ", CAST(" + c.integer(1) + " AS VARCHAR))";
            return Rendered.of(
                    "struct_pack(\"1\" := pipit_text('rangeStart', " + arguments + ", \"2\" := pipit_text('rangeEnd', "
                            + arguments + ")",
                    new DataType.TupleType(List.of("", ""), List.of(type, type)));
        });
    }

    private static void convert(FunctionRegistry.Builder f, String name, int version, String pattern) {
        DataType type = new IpType(version);
        String zero = version == 4 ? "'0.0.0.0'" : "'::'";
        f.define(name, "address Any", "As an address of version " + version + ".", c -> {
            if (Types.integer(c.type(0)) && version == 4) {
                String n = "CAST(" + c.argument(0).number() + " AS BIGINT)";
                return Rendered.of(dotted(n) + " || '.' || (" + n + " & 255))", type);
            }
            return Rendered.of(
                    "coalesce(" + of(pattern, c) + ", error('" + name + ": not an address: ' || " + c.text(0) + "))",
                    type);
        });
        f.define(name + "OrNull", "address String", "As an address, or NULL.", c -> {
            return Rendered.of(of(pattern, c), Types.nullable(type));
        });
        f.define(name + "OrDefault", "address String", "As an address, or that of zeros.", c -> {
            return Rendered.of("coalesce(" + of(pattern, c) + ", " + zero + ")", type);
        });
        f.alias(name + "OrDefault", name + "OrZero");
    }

    private static String of(String pattern, CallSite c) {
        return String.format(java.util.Locale.ROOT, pattern, c.text(0));
    }
}
