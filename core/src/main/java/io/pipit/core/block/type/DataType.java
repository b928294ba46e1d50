package io.pipit.core.block.type;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A type of the ClickHouse dialect. {@link #toString()} gives the name as a user writes it.
 *
 * <p>How values are held is another matter: see {@link StorageType}.
 */
public sealed interface DataType extends Serializable {

    /** {@code Int8} to {@code Int256}, {@code UInt8} to {@code UInt256}. */
    record IntType(int bits, boolean signed) implements DataType {
        @Override
        public String toString() {
            return (signed ? "Int" : "UInt") + bits;
        }
    }

    /** {@code Float32} and {@code Float64}. */
    record FloatType(int bits) implements DataType {
        @Override
        public String toString() {
            return "Float" + bits;
        }
    }

    /** {@code Decimal(precision, scale)}. */
    record DecimalType(int precision, int scale) implements DataType {
        @Override
        public String toString() {
            return "Decimal(" + precision + ", " + scale + ")";
        }
    }

    /** {@code String}. */
    record StringType() implements DataType {
        @Override
        public String toString() {
            return "String";
        }
    }

    /** {@code FixedString(bytes)}. */
    record FixedStringType(int bytes) implements DataType {
        @Override
        public String toString() {
            return "FixedString(" + bytes + ")";
        }
    }

    /** {@code Bool}. */
    record BoolType() implements DataType {
        @Override
        public String toString() {
            return "Bool";
        }
    }

    /** {@code Date}, or {@code Date32} when wide. */
    record DateType(boolean wide) implements DataType {
        @Override
        public String toString() {
            return wide ? "Date32" : "Date";
        }
    }

    /** {@code DateTime} with a zone, or the empty text for the server's zone, which is UTC. */
    record DateTimeType(String zone) implements DataType {
        @Override
        public String toString() {
            return zone.isEmpty() ? "DateTime" : "DateTime('" + zone + "')";
        }
    }

    /** {@code DateTime64(precision)} with a zone, or the empty text for UTC. */
    record DateTime64Type(int precision, String zone) implements DataType {
        @Override
        public String toString() {
            return "DateTime64(" + precision + (zone.isEmpty() ? "" : ", '" + zone + "'") + ")";
        }
    }

    /** {@code UUID}. */
    record UuidType() implements DataType {
        @Override
        public String toString() {
            return "UUID";
        }
    }

    /** {@code IPv4} or {@code IPv6}. */
    record IpType(int version) implements DataType {
        /** The address that stands where none is known. */
        public String zero() {
            return version == 4 ? "0.0.0.0" : "::";
        }

        @Override
        public String toString() {
            return "IPv" + version;
        }
    }

    /**
     * {@code Enum8} or {@code Enum16}. Types with the same names and numbers are equal, in whatever order they were written; they are
     * shown in the order of the numbers.
     *
     * @param entries in the order written, which hashes of stored rows were made of
     */
    record EnumType(int bits, List<Entry> entries) implements DataType {
        /** One name of an enumeration and its number. */
        public record Entry(String name, int number) implements Serializable {}

        /** Copies the entries. */
        public EnumType {
            entries = List.copyOf(entries);
        }

        /** The entries by their numbers, which order the values. */
        public List<Entry> ordered() {
            return entries.stream()
                    .sorted(Comparator.comparingInt(Entry::number))
                    .toList();
        }

        /** As it was written. */
        String written() {
            return text(entries);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof EnumType type
                    && bits == type.bits
                    && ordered().equals(type.ordered());
        }

        @Override
        public int hashCode() {
            return 31 * bits + ordered().hashCode();
        }

        @Override
        public String toString() {
            return text(ordered());
        }

        private String text(List<Entry> shown) {
            return shown.stream()
                    .map(e -> "'" + e.name().replace("\\", "\\\\").replace("'", "\\'") + "' = " + e.number())
                    .collect(Collectors.joining(", ", "Enum" + bits + "(", ")"));
        }
    }

    /** {@code JSON}. */
    record JsonType() implements DataType {
        @Override
        public String toString() {
            return "JSON";
        }
    }

    /** The type of {@code NULL} alone. */
    record NothingType() implements DataType {
        @Override
        public String toString() {
            return "Nothing";
        }
    }

    /** {@code INTERVAL} values; the unit is written as the dialect does, for instance {@code Day}. */
    record IntervalType(String unit) implements DataType {
        @Override
        public String toString() {
            return "Interval" + unit;
        }
    }

    /** {@code Array(element)}. */
    record ArrayType(DataType element) implements DataType {
        @Override
        public String toString() {
            return "Array(" + element + ")";
        }
    }

    /** {@code Tuple(...)}; names are empty texts where the tuple has none. */
    record TupleType(List<String> names, List<DataType> elements) implements DataType {
        private static final String QUOTED_WORDS = "all|distinct|from|select|table|values";

        /** Copies both lists, which are of one length. */
        public TupleType {
            names = List.copyOf(names);
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("Tuple(");
            for (int i = 0; i < elements.size(); i++) {
                out.append(i == 0 ? "" : ", ");
                out.append(names.get(i).isEmpty() ? "" : quoted(names.get(i)) + " ")
                        .append(elements.get(i));
            }
            return out.append(')').toString();
        }

        private static String quoted(String name) {
            boolean plain = name.matches("[A-Za-z_][A-Za-z_0-9]*") && !name.matches("(?i)" + QUOTED_WORDS);
            return plain ? name : "`" + name + "`";
        }
    }

    /** {@code Map(key, value)}. */
    record MapType(DataType key, DataType value) implements DataType {
        @Override
        public String toString() {
            return "Map(" + key + ", " + value + ")";
        }
    }

    /** {@code Nullable(type)}. */
    record NullableType(DataType type) implements DataType {
        @Override
        public String toString() {
            return "Nullable(" + type + ")";
        }
    }

    /** {@code LowCardinality(type)}: a hint for storage; values are those of the inner type. */
    record LowCardinalityType(DataType type) implements DataType {
        @Override
        public String toString() {
            return "LowCardinality(" + type + ")";
        }
    }

    /**
     * {@code AggregateFunction(function, arguments...)}: the partial state of an aggregate.
     *
     * @param parameters the numbers of a parametric aggregate as written, for instance {@code 0.9}
     */
    record AggregateFunctionType(String function, List<String> parameters, List<DataType> arguments)
            implements DataType {
        /** Copies both lists. */
        public AggregateFunctionType {
            parameters = List.copyOf(parameters);
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            String head = parameters.isEmpty() ? function : function + "(" + String.join(", ", parameters) + ")";
            return "AggregateFunction(" + head
                    + arguments.stream().map(a -> ", " + a).collect(Collectors.joining()) + ")";
        }
    }

    /** {@code SimpleAggregateFunction(function, type)}: the state is the value itself. */
    record SimpleAggregateFunctionType(String function, DataType type) implements DataType {
        @Override
        public String toString() {
            return "SimpleAggregateFunction(" + function + ", " + type + ")";
        }
    }

    /**
     * The name with enumerations in the order written: what hashes are made of that are kept with rows, so that they stay as they are.
     */
    default String writtenText() {
        if (this instanceof EnumType e) {
            return e.written();
        }
        String text = toString();
        for (DataType inner : inner()) {
            text = text.replace(inner.toString(), inner.writtenText());
        }
        return text;
    }

    private List<DataType> inner() {
        if (this instanceof TupleType t) {
            return t.elements();
        } else if (this instanceof MapType m) {
            return List.of(m.key(), m.value());
        } else if (this instanceof AggregateFunctionType a) {
            return a.arguments();
        } else if (this instanceof SimpleAggregateFunctionType s) {
            return List.of(s.type());
        } else if (this instanceof ArrayType a) {
            return List.of(a.element());
        } else if (this instanceof NullableType n) {
            return List.of(n.type());
        }
        return this instanceof LowCardinalityType l ? List.of(l.type()) : List.of();
    }

    /** This type without {@code Nullable}, {@code LowCardinality} and {@code SimpleAggregateFunction} around it. */
    default DataType bare() {
        if (this instanceof NullableType n) {
            return n.type().bare();
        }
        if (this instanceof LowCardinalityType l) {
            return l.type().bare();
        }
        if (this instanceof SimpleAggregateFunctionType s) {
            return s.type().bare();
        }
        return this;
    }

    /** Whether a value of this type may be NULL. */
    default boolean nullable() {
        if (this instanceof NullableType || this instanceof NothingType) {
            return true;
        }
        if (this instanceof LowCardinalityType l) {
            return l.type().nullable();
        }
        return this instanceof SimpleAggregateFunctionType s && s.type().nullable();
    }
}
