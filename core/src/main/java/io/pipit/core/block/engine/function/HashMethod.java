package io.pipit.core.block.engine.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongBinaryOperator;
import java.util.function.ToLongFunction;

/** One hash over values of several kinds, as the dialect puts them together. */
final class HashMethod implements HashOperation {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final boolean integersMixed;
    private final ToLongFunction<byte[]> hash;
    private final LongBinaryOperator combine;

    /** {@code integersMixed}: numbers of up to eight bytes have a hash of their own, whatever their width. */
    HashMethod(boolean integersMixed, ToLongFunction<byte[]> hash, LongBinaryOperator combine) {
        this.integersMixed = integersMixed;
        this.hash = hash;
        this.combine = combine;
    }

    @Override
    public long apply(String[] arguments) {
        Accumulated all = new Accumulated();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            add(all, arguments[i], arguments[i + 1], null);
        }
        return all.value;
    }

    private final class Accumulated {
        private long value;
        private boolean any;

        void add(long next) {
            value = any ? combine.applyAsLong(value, next) : next;
            any = true;
        }
    }

    private void add(Accumulated all, String kind, String text, JsonNode node) {
        switch (kind.charAt(0)) {
            case 'a' -> array(all, inner(kind), node == null ? json(text) : node);
            case 't' -> {
                JsonNode members = node == null ? json(text) : node;
                List<String> kinds = split(inner(kind));
                int i = 0;
                for (JsonNode member : members) {
                    add(all, kinds.get(i++), member.asText(), member);
                }
            }
            default -> all.add(one(kind, text));
        }
    }

    private void array(Accumulated all, String kind, JsonNode members) {
        all.add(HashOperations.int64(members.size()));
        for (JsonNode member : members) {
            Accumulated one = new Accumulated();
            add(one, kind, member.asText(), member);
            all.add(one.value);
        }
    }

    private long one(String kind, String text) {
        switch (kind.charAt(0)) {
            case 'i' -> {
                return number(new BigDecimal(text).toBigInteger().longValue(), kind.charAt(1) - '0');
            }
            case 'r' -> {
                return hash.applyAsLong(Bytes.of(Long.parseLong(text), kind.charAt(1) - '0'));
            }
            case 'f' -> {
                return kind.charAt(1) == '8'
                        ? number(Double.doubleToRawLongBits(floating(text)), 8)
                        : number(Float.floatToRawIntBits((float) floating(text)) & 0xFFFF_FFFFL, 4);
            }
            case 'u' -> {
                UUID id = UUID.fromString(text);
                return hash.applyAsLong(Bytes.of(id.getMostSignificantBits(), id.getLeastSignificantBits()));
            }
            case 'b' -> {
                return hash.applyAsLong(java.util.Arrays.copyOf(
                        HashOperations.bytes(text), Integer.parseInt(kind, 1, kind.length(), 10)));
            }
            default -> {
                return hash.applyAsLong(HashOperations.bytes(text));
            }
        }
    }

    private static double floating(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private long number(long bits, int width) {
        long low = width == 8 ? bits : bits & ((1L << (8 * width)) - 1);
        return integersMixed ? HashOperations.int64(low) : hash.applyAsLong(Bytes.of(low, width));
    }

    private static String inner(String kind) {
        return kind.substring(2, kind.length() - 1);
    }

    private static List<String> split(String kinds) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= kinds.length(); i++) {
            char c = i == kinds.length() ? ',' : kinds.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(kinds.substring(start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }
}
