package io.pipit.core.block.type;

import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.JsonType;
import io.pipit.core.block.type.DataType.LowCardinalityType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads types as users write them: {@code LowCardinality(Nullable(String))}, {@code AggregateFunction(topK(10), String)},
 * with blanks and line breaks anywhere.
 */
public final class TypeParser {
    /**
     * A type at the start of a longer text.
     *
     * @param type what was read
     * @param end index of the first character that does not belong to it
     */
    public record Prefix(DataType type, int end) {}

    private final TypeScanner scanner;
    private final SimpleTypes simple;

    private TypeParser(String text, int from) {
        this.scanner = new TypeScanner(text, from);
        this.simple = new SimpleTypes(scanner);
    }

    /**
     * Reads a whole text as one type.
     *
     * @throws PipitException {@code UNKNOWN_TYPE}, with the nearest known name
     */
    public static DataType parse(String text) {
        TypeParser parser = new TypeParser(text, 0);
        DataType type = parser.type();
        if (!parser.scanner.atEnd()) {
            throw parser.scanner.error("after '" + type + "' there is more text: '" + parser.scanner.rest() + "'");
        }
        return type;
    }

    /**
     * Reads the type that starts at an index of a text and leaves the rest alone.
     *
     * @throws PipitException {@code UNKNOWN_TYPE}, with the nearest known name
     */
    public static Prefix parsePrefix(String text, int from) {
        TypeParser parser = new TypeParser(text, from);
        DataType type = parser.type();
        return new Prefix(type, parser.scanner.position());
    }

    private DataType type() {
        String name = scanner.name("a type");
        return switch (TypeNames.canonical(name)) {
            case "Nullable" -> nullable(one(name));
            case "LowCardinality" -> new LowCardinalityType(one(name));
            case "Array" -> new ArrayType(one(name));
            case "Map" -> map();
            case "Tuple" -> tuple();
            case "Nested" -> new ArrayType(tuple());
            case "AggregateFunction" -> aggregateFunction();
            case "SimpleAggregateFunction" -> simpleAggregateFunction();
            case "JSON", "Object" -> json();
            case "" -> throw unknown(name);
            default -> simple.read(TypeNames.canonical(name));
        };
    }

    private PipitException unknown(String name) {
        return new PipitException(
                ErrorCode.UNKNOWN_TYPE,
                "There is no type '" + name + "'" + (scanner.isAll(name) ? "" : " in '" + scanner.shortText() + "'")
                        + "." + NearestName.hint(name, TypeNames.known()));
    }

    private DataType one(String wrapper) {
        scanner.expect('(', wrapper + " takes one type in brackets");
        DataType inner = type();
        scanner.expect(')', wrapper + " takes one type");
        return inner;
    }

    private DataType nullable(DataType inner) {
        if (inner instanceof ArrayType || inner instanceof MapType) {
            throw scanner.error("an Array or Map cannot be Nullable; make its elements Nullable instead");
        }
        if (inner instanceof LowCardinalityType low) {
            throw scanner.error("write LowCardinality(Nullable(" + low.type() + ")) with LowCardinality outside");
        }
        return inner.nullable() ? inner : new NullableType(inner);
    }

    private DataType map() {
        scanner.expect('(', "Map takes two types");
        DataType key = type();
        scanner.expect(',', "Map takes the type of its keys and that of its values");
        DataType value = type();
        scanner.expect(')', "Map takes two types");
        return new MapType(key, value);
    }

    private DataType tuple() {
        List<String> names = new ArrayList<>();
        List<DataType> elements = new ArrayList<>();
        scanner.expect('(', "Tuple takes its members in brackets");
        do {
            if (scanner.accept(')')) {
                return new TupleType(names, elements); // also after a comma too many
            }
            names.add(scanner.memberNameAhead() ? scanner.name("the name of a member") : "");
            elements.add(type());
        } while (scanner.accept(','));
        scanner.expect(')', "the members of a Tuple are separated by commas");
        return new TupleType(names, elements);
    }

    private DataType aggregateFunction() {
        scanner.expect('(', "AggregateFunction takes the name of a function and its types");
        scanner.skipVersion();
        String function = scanner.name("the name of an aggregate function");
        List<String> parameters = new ArrayList<>();
        if (scanner.accept('(') && !scanner.accept(')')) {
            do {
                parameters.add(scanner.literal());
            } while (scanner.accept(','));
            scanner.expect(')', "the parameters of " + function + " are separated by commas");
        }
        List<DataType> arguments = new ArrayList<>();
        while (scanner.accept(',')) {
            arguments.add(type());
        }
        scanner.expect(')', "AggregateFunction takes the name of a function and its types");
        return new AggregateFunctionType(function, parameters, arguments);
    }

    private DataType simpleAggregateFunction() {
        scanner.expect('(', "SimpleAggregateFunction takes the name of a function and one type");
        String function = scanner.name("the name of an aggregate function");
        if (scanner.accept('(')) {
            scanner.skipToClosing();
        }
        scanner.expect(',', "SimpleAggregateFunction takes the name of a function and one type");
        DataType inner = type();
        scanner.expect(')', "SimpleAggregateFunction takes the name of a function and one type");
        return new SimpleAggregateFunctionType(function, inner);
    }

    private DataType json() {
        if (scanner.accept('(')) {
            scanner.skipToClosing(); // typed paths and limits: the document is held as a whole
        }
        return new JsonType();
    }
}
