package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.FixedStringType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.error.Article;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Hashes and digests; they match those of the dialect's own engine bit for bit. */
final class HashFunctions implements FunctionRegistry.Family {
    private static final int ANY = ScalarFunction.ANY;

    @Override
    public void register(FunctionRegistry.Builder f) {
        several(f, "cityHash64", "city", Types.UINT64);
        several(f, "farmHash64", "farm", Types.UINT64);
        several(f, "farmFingerprint64", "farmFingerprint", Types.UINT64);
        several(f, "sipHash64", "sip64", Types.UINT64);
        several(f, "xxHash32", "xx32", Types.UINT32);
        several(f, "xxHash64", "xx64", Types.UINT64);
        several(f, "xxh3", "xxh3", Types.UINT64);
        several(f, "murmurHash2_32", "murmur2_32", Types.UINT32);
        several(f, "murmurHash2_64", "murmur2_64", Types.UINT64);
        several(f, "murmurHash3_32", "murmur3_32", Types.UINT32);
        several(f, "murmurHash3_64", "murmur3_64", Types.UINT64);
        several(f, "gccMurmurHash", "gccMurmur", Types.UINT64);
        several(f, "halfMD5", "halfMD5", Types.UINT64);
        text(f, "kafkaMurmurHash", "kafkaMurmur", Types.UINT32);
        text(f, "CRC32", "crc32", Types.UINT32);
        text(f, "CRC32IEEE", "crc32ieee", Types.UINT32);
        text(f, "CRC64", "crc64", Types.UINT64);
        f.add("intHash64", 1, 1, "A hash of an integer.", c -> integer(c, "int64", Types.UINT64));
        f.add("intHash32", 1, 1, "A hash of an integer, in 32 bits.", c -> integer(c, "int32", Types.UINT32));
        f.add("javaHash", 1, 1, "The hash code of Java.", HashFunctions::java);
        f.add("hiveHash", 1, 1, "The hash code of Hive: that of Java without the sign.", c -> {
            String hash = "(" + hash("java", c.text(0)) + " & 2147483647)";
            return Rendered.of(hash, Types.INT32);
        });
        f.add("URLHash", 1, 1, "A hash of a URL without '/', '?' or '#' at its end.", c -> {
            String cut = "regexp_replace(" + c.text(0) + ", '[/?#]$', '')";
            return Rendered.exact(hash("city", "'s', " + cut), Types.UINT64);
        });
        digest(f, "MD5", 16, "md5(%s)");
        digest(f, "SHA1", 20, "sha1(%s)");
        digest(f, "SHA256", 32, "sha256(%s)");
        digest(f, "SHA224", 28, "pipit_text('digest', 'SHA-224', %s)");
        digest(f, "SHA384", 48, "pipit_text('digest', 'SHA-384', %s)");
        digest(f, "SHA512", 64, "pipit_text('digest', 'SHA-512', %s)");
        digest(f, "SHA512_256", 32, "pipit_text('digest', 'SHA-512/256', %s)");
        digest(f, "sipHash128", 16, "pipit_text('sip128', %s)");
        digest(f, "murmurHash3_128", 16, "pipit_text('murmur3_128', %s)");
    }

    private static String hash(String operation, String arguments) {
        return "pipit_hash('" + operation + "', " + arguments + ")";
    }

    private static void several(FunctionRegistry.Builder f, String name, String operation, DataType type) {
        f.add(name, 1, ANY, "A hash of one or more values of any types.", c -> {
            List<String> pairs = new ArrayList<>();
            for (int i = 0; i < c.size(); i++) {
                add(c, c.argument(i), pairs);
            }
            return Rendered.of(hash(operation, String.join(", ", pairs)), type);
        });
    }

    private static void text(FunctionRegistry.Builder f, String name, String operation, DataType type) {
        f.add(name, 1, 1, "A hash of a text.", c -> Rendered.of(hash(operation, c.text(0)), type));
    }

    private static void digest(FunctionRegistry.Builder f, String name, int bytes, String pattern) {
        f.add(name, 1, 1, "The " + name + " digest: " + bytes + " bytes; show them with hex.", c -> {
            if (!Types.text(c.type(0)) && !(c.type(0).bare() instanceof NothingType)) {
                throw c.error("argument 1 is " + Article.with(c.type(0)) + ", where a String is expected");
            }
            String hex = String.format(java.util.Locale.ROOT, pattern, c.text(0));
            return BinaryText.of("upper(" + hex + ")", new FixedStringType(bytes));
        });
    }

    private static Rendered integer(CallSite c, String operation, DataType type) {
        return Rendered.of(hash(operation, data(c.argument(0), c.type(0).bare())), type);
    }

    private static Rendered java(CallSite c) {
        DataType type = c.type(0).bare();
        if (Types.text(type)) {
            return Rendered.of(Conversions.wrapped(hash("java", c.text(0)), Types.INT32), Types.INT32);
        } else if (type instanceof IntType i && i.bits() <= 32) {
            return Rendered.of(c.argument(0).number(), Types.INT32);
        } else if (type instanceof IntType) {
            String n = c.argument(0).number();
            return Rendered.of(
                    Conversions.wrapped("xor(" + n + ", (" + n + " >> 32) & 4294967295)", Types.INT32), Types.INT32);
        }
        throw c.error("argument 1 is " + Article.with(c.type(0)) + ", where a String or an integer is expected");
    }

    private static void add(CallSite c, Rendered value, List<String> pairs) {
        DataType type = value.type().bare();
        if (type instanceof TupleType tuple) {
            for (int i = 0; i < tuple.elements().size(); i++) {
                String name = SqlText.string(io.pipit.core.block.type.StorageTypes.memberName(tuple, i));
                String member = "struct_extract(" + value.sql() + ", " + name + ")";
                add(c, Rendered.of(member, tuple.elements().get(i)), pairs);
            }
            return;
        }
        pairs.add("'" + kind(c, type, "") + "'");
        pairs.add(data(value, type));
    }

    private static String data(Rendered value, DataType type) {
        if (type instanceof ArrayType) {
            return "CAST(to_json(" + value.value() + ") AS VARCHAR)";
        } else if (type instanceof MapType) {
            return "CAST(to_json(map_entries(" + value.sql() + ")) AS VARCHAR)";
        } else if (Types.text(type)) {
            return value.sql();
        } else if (type instanceof EnumType e) {
            return "CAST(" + Enums.number(value.sql(), e) + " AS VARCHAR)";
        } else if (type instanceof DateType) {
            return "CAST(" + value.sql() + " - DATE '1970-01-01' AS VARCHAR)";
        } else if (type instanceof DateTime64Type t) {
            return "CAST(" + DateParts.ticks(value.sql(), t.precision()) + " AS VARCHAR)";
        } else if (Types.instant(type)) {
            return "CAST(" + Conversions.seconds(value) + " AS VARCHAR)";
        } else if (type instanceof DecimalType d) {
            return "replace(CAST(" + SqlText.cast(value.sql(), d) + " AS VARCHAR), '.', '')";
        } else if (type instanceof FloatType) {
            return "CAST(" + SqlText.cast(value.sql(), type) + " AS VARCHAR)";
        }
        return "CAST(" + value.number() + " AS VARCHAR)";
    }

    private static String kind(CallSite c, DataType type, String within) {
        DataType bare = type.bare();
        if (bare instanceof IntType i && i.bits() <= 64) {
            return "i" + i.bits() / 8;
        } else if (bare instanceof BoolType) {
            return "i1";
        } else if (bare instanceof FloatType t) {
            return "f" + t.bits() / 8;
        } else if (bare instanceof FixedStringType t) {
            return "b" + t.bytes();
        } else if (Types.text(bare)) {
            return "s";
        } else if (bare instanceof UuidType) {
            return "u";
        } else if (bare instanceof ArrayType a) {
            return "a(" + kind(c, a.element(), "Array") + ")";
        } else if (bare instanceof MapType m) {
            return "a(t(" + kind(c, m.key(), "Map") + "," + kind(c, m.value(), "Map") + "))";
        } else if (bare instanceof TupleType t) {
            return t.elements().stream().map(e -> kind(c, e, "Tuple")).collect(Collectors.joining(",", "t(", ")"));
        } else if (bare instanceof NothingType) {
            return "s";
        } else if (within.isEmpty()) {
            if (bare instanceof DateType d) {
                return d.wide() ? "i4" : "i2";
            } else if (bare instanceof DateTime64Type) {
                return "r8";
            } else if (Types.instant(bare)) {
                return "i4";
            } else if (bare instanceof EnumType e) {
                return "i" + e.bits() / 8;
            } else if (bare instanceof DecimalType d && d.precision() <= 18) {
                return d.precision() <= 9 ? "r4" : "r8";
            }
        }
        throw c.error(Article.with(type) + (within.isEmpty() ? "" : " in " + Article.with(within))
                + " cannot be hashed; convert it, for instance with toString");
    }
}
