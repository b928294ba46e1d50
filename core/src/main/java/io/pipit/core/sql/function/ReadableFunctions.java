package io.pipit.core.sql.function;

/** Numbers in words for people, and back. */
final class ReadableFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("formatReadableSize", "bytes Number", "Bytes in words, for instance 1.50 KiB.", c -> {
            return scaled(c, 1024, "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB");
        });
        f.alias("formatReadableSize", "FORMAT_BYTES");
        f.define(
                "formatReadableDecimalSize",
                "bytes Number",
                "Bytes in words by thousands, for instance 1.50 KB.",
                c -> {
                    return scaled(c, 1000, "B", "KB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB");
                });
        f.define("formatReadableQuantity", "number Number", "A number in words, for instance 1.50 million.", c -> {
            return scaled(c, 1000, "", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion");
        });
        f.define(
                "formatReadableTimeDelta",
                "seconds Number, max_unit String?, min_unit String?",
                "A duration in words.",
                c -> {
                    return Rendered.exact(
                            "pipit_text('timeDelta', CAST(" + c.floating(0) + " AS VARCHAR), "
                                    + (c.size() > 1 ? c.text(1) : "'years'") + ", "
                                    + (c.size() > 2 ? c.text(2) : "'seconds'") + ")",
                            Types.STRING);
                });
        f.define("parseReadableSize", "text String", "How many bytes a text such as 1.5 KiB means.", c -> {
            return Rendered.of(
                    "CAST(coalesce(" + size(c) + ", error('parseReadableSize: not a size: ' || " + c.text(0)
                            + ")) AS UBIGINT)",
                    Types.UINT64);
        });
        f.define("parseReadableSizeOrNull", "text String", "How many bytes a text means, or NULL.", c -> {
            return Rendered.of("CAST(" + size(c) + " AS UBIGINT)", Types.nullable(Types.UINT64));
        });
        f.define("parseReadableSizeOrZero", "text String", "How many bytes a text means, or 0.", c -> {
            return Rendered.of("CAST(coalesce(" + size(c) + ", '0') AS UBIGINT)", Types.UINT64);
        });
        f.define("parseTimeDelta", "text String", "How many seconds a text such as 1h30m means.", c -> {
            return Rendered.exact("CAST(pipit_text('parseTimeDelta', " + c.text(0) + ") AS DOUBLE)", Types.FLOAT64);
        });
        f.define("bar", "value Number, min Number, max Number, width Number?", "A bar of blocks.", c -> {
            String width = c.size() > 3 ? c.floating(3) : "CAST(80 AS DOUBLE)";
            return Rendered.exact(
                    "rtrim(bar(" + c.floating(0) + ", " + c.floating(1) + ", " + c.floating(2) + ", " + width
                            + "), ' ')",
                    Types.STRING);
        });
    }

    private static String size(CallSite c) {
        return "pipit_text('parseSize', " + c.text(0) + ")";
    }

    private static Rendered scaled(CallSite c, int step, String... units) {
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
}
