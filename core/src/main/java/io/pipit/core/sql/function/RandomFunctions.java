package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;

/** Random values; they differ from row to row and from run to run. */
final class RandomFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        f.defineOwnNulls("rand", "tag Any?", "A random UInt32.", c -> {
            return Rendered.of("CAST(floor(random() * 4294967296) AS BIGINT)", Types.UINT32);
        });
        f.alias("rand", "rand32");
        f.defineOwnNulls("randConstant", "tag Any?", "A random UInt32, the same in all rows of a query.", c -> {
            return Rendered.of("(SELECT CAST(floor(random() * 4294967296) AS BIGINT))", Types.UINT32);
        });
        f.defineOwnNulls("rand64", "tag Any?", "A random UInt64.", c -> {
            return Rendered.of(
                    "(CAST(floor(random() * 4294967296) AS UBIGINT) * 4294967296 + CAST(floor(random() * 4294967296) AS UBIGINT))",
                    Types.UINT64);
        });
        f.defineOwnNulls("randCanonical", "tag Any?", "A random number from 0 to 1.", c -> {
            return Rendered.exact("random()", Types.FLOAT64);
        });
        f.define("randUniform", "min Number, max Number", "A random number between two.", c -> {
            return Rendered.exact(
                    "(" + c.floating(0) + " + random() * (" + c.floating(1) + " - " + c.floating(0) + "))",
                    Types.FLOAT64);
        });
        f.define("randNormal", "mean Number, deviation Number", "A random number of the normal distribution.", c -> {
            return Rendered.exact(
                    "(" + c.floating(0) + " + " + c.floating(1)
                            + " * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))",
                    Types.FLOAT64);
        });
        f.define("randExponential", "rate Number", "A random number of the exponential distribution.", c -> {
            return Rendered.exact("(-ln(1 - random()) / " + c.floating(0) + ")", Types.FLOAT64);
        });
        f.define("randBernoulli", "probability Number", "1 with that probability, else 0.", c -> {
            return Rendered.of("CAST(random() < " + c.floating(0) + " AS BIGINT)", Types.UINT64);
        });
        String letters = "array_to_string(list_transform(range(%s), lambda i: chr(CAST(%s AS INTEGER))), '')";
        f.define("randomPrintableASCII", "length Int", "A random text of printable characters.", c -> {
            return Rendered.exact(
                    String.format(java.util.Locale.ROOT, letters, c.integer(0), "32 + floor(random() * 95)"),
                    Types.STRING);
        });
        f.define("randomString", "length Int", "A random text; here of printable characters.", c -> {
            return Rendered.exact(
                    String.format(java.util.Locale.ROOT, letters, c.integer(0), "32 + floor(random() * 95)"),
                    Types.STRING);
        });
        f.alias("randomString", "randomFixedString");
        f.defineOwnNulls(
                "generateUUIDv4", "tag Any?", "A random UUID.", c -> Rendered.of("uuidv4()", new DataType.UuidType()));
        f.defineOwnNulls("generateUUIDv7", "tag Any?", "A random UUID that starts with the time.", c -> {
            return Rendered.of("uuidv7()", new DataType.UuidType());
        });
        f.define("UUIDv7ToDateTime", "id Uuid, zone String?", "The time of a UUID of version 7.", c -> {
            String hex = "('0x' || left(replace(CAST(" + c.sql(0) + " AS VARCHAR), '-', ''), 12))";
            return Rendered.of(
                    "make_timestamp(CAST(" + hex + " AS BIGINT) * 1000)",
                    new DataType.DateTime64Type(3, c.size() > 1 ? c.zone(1) : ""));
        });
        f.define("UUIDStringToNum", "id String", "The bytes of a UUID.", c -> {
            return BinaryText.of("upper(replace(" + c.text(0) + ", '-', ''))", new DataType.FixedStringType(16));
        });
    }
}
