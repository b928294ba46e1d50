package io.pipit.cli.scaffold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Values that fit a type; the column's name says what they look like. The same random numbers give the same values. */
final class MadeUpValues {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final List<String> WORDS =
            List.of("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett");
    private static final List<String> COUNTRIES = List.of("US", "DE", "ES", "FR", "GB", "IN", "BR", "JP");
    private static final List<String> PATHS = List.of("/", "/pricing", "/docs", "/blog", "/blog/first", "/about");
    private static final int NULL_ONE_IN = 10;

    private final Random random;
    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private Instant now = Instant.EPOCH;

    MadeUpValues(Random random) {
        this.random = random;
    }

    /** The time of the next row. */
    void at(Instant instant) {
        now = instant;
    }

    JsonNode of(String name, DataType type) {
        if (type.nullable() && random.nextInt(NULL_ONE_IN) == 0) {
            return json.nullNode();
        }
        DataType bare = type instanceof DataType.SimpleAggregateFunctionType simple
                ? simple.type().bare()
                : type.bare();
        if (bare instanceof DataType.ArrayType array) {
            ArrayNode values = json.arrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                values.add(of(name, array.element()));
            }
            return values;
        } else if (bare instanceof DataType.TupleType tuple) {
            return tuple(tuple);
        } else if (bare instanceof DataType.MapType map) {
            ObjectNode values = json.objectNode();
            for (int i = random.nextInt(3); i > 0; i--) {
                values.set(of("key", map.key()).asText(), of(name, map.value()));
            }
            return values;
        }
        return scalar(name.toLowerCase(Locale.ROOT), bare);
    }

    private JsonNode tuple(DataType.TupleType tuple) {
        boolean named = tuple.names().stream().noneMatch(String::isEmpty)
                && !tuple.names().isEmpty();
        ObjectNode object = json.objectNode();
        ArrayNode array = json.arrayNode();
        for (int i = 0; i < tuple.elements().size(); i++) {
            JsonNode value =
                    of(named ? tuple.names().get(i) : "", tuple.elements().get(i));
            array.add(value);
            if (named) {
                object.set(tuple.names().get(i), value);
            }
        }
        return named ? object : array;
    }

    private JsonNode scalar(String name, DataType type) {
        if (type instanceof DataType.IntType integer) {
            return integer(name, integer);
        } else if (type instanceof DataType.FloatType) {
            return json.numberNode(Math.round(random.nextDouble() * 10_000) / 100.0);
        } else if (type instanceof DataType.DecimalType decimal) {
            int digits = Math.min(decimal.precision(), 9);
            BigInteger unscaled = BigInteger.valueOf(random.nextInt((int) Math.pow(10, digits)));
            return json.textNode(new BigDecimal(unscaled, Math.min(decimal.scale(), digits)).toPlainString());
        } else if (type instanceof DataType.BoolType) {
            return json.booleanNode(random.nextBoolean());
        } else if (type instanceof DataType.DateType) {
            return json.textNode(time().toLocalDate().toString());
        } else if (type instanceof DataType.DateTimeType) {
            return json.textNode(TIME.format(time()));
        } else if (type instanceof DataType.DateTime64Type fine) {
            return json.textNode(TIME.format(time()) + fraction(fine.precision()));
        } else if (type instanceof DataType.EnumType choice) {
            return json.textNode(choice.entries()
                    .get(random.nextInt(choice.entries().size()))
                    .name());
        } else if (type instanceof DataType.JsonType) {
            return json.objectNode().put(pick(WORDS), random.nextInt(100));
        }
        return text(name, type);
    }

    private JsonNode integer(String name, DataType.IntType type) {
        boolean flag = type.bits() == 8 && (name.startsWith("is_") || name.startsWith("has_"));
        int bits = Math.min(type.signed() ? type.bits() - 1 : type.bits(), 31);
        int bound = flag ? 2 : name.endsWith("id") ? 1_000 : 10_000;
        return json.numberNode(random.nextInt((int) Math.min(bound, (1L << bits) - 1)));
    }

    private LocalDateTime time() {
        return LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    }

    private String fraction(int precision) {
        if (precision == 0) {
            return "";
        }
        StringBuilder digits = new StringBuilder(".");
        for (int i = 0; i < precision; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private JsonNode text(String name, DataType type) {
        if (type instanceof DataType.UuidType) {
            return json.textNode(uuid());
        } else if (type instanceof DataType.IpType ip) {
            return json.textNode(
                    ip.version() == 4 ? address() : "2001:db8::" + Integer.toHexString(random.nextInt(0xffff)));
        } else if (type instanceof DataType.FixedStringType fixed) {
            return json.textNode("x".repeat(fixed.bytes()));
        } else if (type instanceof DataType.StringType) {
            return json.textNode(word(name));
        }
        throw new PipitException(
                ErrorCode.UNSUPPORTED_SQL, "Values of " + type + " cannot be made up; views and copies write them.");
    }

    private String word(String name) {
        if (name.contains("email")) {
            return pick(WORDS) + random.nextInt(100) + "@example.com";
        } else if (name.contains("url") || name.contains("href") || name.contains("referrer")) {
            return "https://example.com" + pick(PATHS);
        } else if (name.contains("path")) {
            return pick(PATHS);
        } else if (name.contains("country")) {
            return pick(COUNTRIES);
        } else if (name.contains("payload") || name.contains("properties") || name.endsWith("json")) {
            return "{\"" + pick(WORDS) + "\":" + random.nextInt(100) + "}";
        } else if (name.equals("ip") || name.endsWith("_ip") || name.contains("ip_address")) {
            return address();
        } else if (name.contains("uuid")) {
            return uuid();
        } else if (name.equals("id") || name.endsWith("_id")) {
            return name.replaceAll("_?id$", "").replaceAll("^$", "id") + "_" + random.nextInt(1_000);
        }
        return pick(WORDS);
    }

    private String address() {
        return "192.0.2." + random.nextInt(256);
    }

    private String uuid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return java.util.UUID.nameUUIDFromBytes(bytes).toString();
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
