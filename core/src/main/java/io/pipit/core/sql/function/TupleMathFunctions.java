package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tuples of numbers calculated member by member; tuples put together and taken apart. */
final class TupleMathFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        two(f, "tuplePlus", "plus", "The sums of the members.");
        f.alias("tuplePlus", "vectorSum");
        two(f, "tupleMinus", "minus", "The differences of the members.");
        f.alias("tupleMinus", "vectorDifference");
        two(f, "tupleMultiply", "multiply", "The products of the members.");
        two(f, "tupleDivide", "divide", "The quotients of the members.");
        two(f, "tupleIntDiv", "intDiv", "The whole quotients of the members.");
        two(f, "tupleModulo", "modulo", "The rests of the members.");
        number(f, "tupleMultiplyByNumber", "multiply", "The members times a number.");
        number(f, "tupleDivideByNumber", "divide", "The members divided by a number.");
        number(f, "tupleIntDivByNumber", "intDiv", "The whole quotients of the members and a number.");
        number(f, "tupleModuloByNumber", "modulo", "The rests of the members and a number.");
        f.define("tupleNegate", "tuple Tuple", "The members with the other sign.", c -> {
            return made(members(c, 0).stream().map(m -> call(f, c, "negate", m)).toList());
        });
        f.define("tupleConcat", "tuple Tuple+", "Tuples one after the other.", c -> {
            List<Rendered> all = new ArrayList<>();
            for (int i = 0; i < c.size(); i++) {
                all.addAll(members(c, i));
            }
            return made(all);
        });
        f.define("tupleHammingDistance", "first Tuple, second Tuple", "In how many members two tuples differ.", c -> {
            List<Rendered> a = members(c, 0);
            List<Rendered> b = members(c, 1);
            String sum = java.util.stream.IntStream.range(0, Math.min(a.size(), b.size()))
                    .mapToObj(i -> "CAST(" + a.get(i).sql() + " <> " + b.get(i).sql() + " AS INTEGER)")
                    .collect(Collectors.joining(" + ", "(", ")"));
            return Rendered.of(sum, Types.UINT16);
        });
        f.define("tupleNames", "tuple Tuple", "The names of the members.", c -> {
            TupleType t = (TupleType) c.type(0).bare();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < t.elements().size(); i++) {
                names.add(SqlText.string(StorageTypes.memberName(t, i)));
            }
            return Rendered.exact("[" + String.join(", ", names) + "]", new DataType.ArrayType(Types.STRING));
        });
        f.define("tupleToNameValuePairs", "tuple Tuple", "The members as pairs of name and value.", c -> {
            TupleType t = (TupleType) c.type(0).bare();
            List<Rendered> members = members(c, 0);
            DataType value = ConditionalFunctions.common(c, members);
            List<String> pairs = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                pairs.add("{'1': " + SqlText.string(StorageTypes.memberName(t, i)) + ", '2': "
                        + Conversions.widen(members.get(i), value) + "}");
            }
            return Rendered.of(
                    "[" + String.join(", ", pairs) + "]",
                    new DataType.ArrayType(new TupleType(List.of("", ""), List.of(Types.STRING, value))));
        });
    }

    private static Rendered call(FunctionRegistry.Builder f, CallSite c, String function, Rendered... arguments) {
        List<CallSite.Argument> list = new ArrayList<>();
        for (Rendered argument : arguments) {
            list.add(new CallSite.Argument(argument, null, 0));
        }
        return f.known(function).render(new CallSite(c.function(), c.position(), list, c::now));
    }

    private static void two(FunctionRegistry.Builder f, String name, String function, String doc) {
        f.define(name, "first Tuple, second Tuple", doc, c -> {
            List<Rendered> a = members(c, 0);
            List<Rendered> b = members(c, 1);
            if (a.size() != b.size()) {
                throw c.error("found tuples of " + a.size() + " and " + Counted.of(b.size(), "member")
                        + ", where the same number is expected");
            }
            List<Rendered> results = new ArrayList<>();
            for (int i = 0; i < a.size(); i++) {
                results.add(call(f, c, function, a.get(i), b.get(i)));
            }
            return made(results);
        });
    }

    private static void number(FunctionRegistry.Builder f, String name, String function, String doc) {
        f.define(name, "tuple Tuple, number Number", doc, c -> {
            return made(members(c, 0).stream()
                    .map(m -> call(f, c, function, m, c.argument(1)))
                    .toList());
        });
    }

    private static List<Rendered> members(CallSite c, int index) {
        TupleType t = (TupleType) c.type(index).bare();
        List<Rendered> members = new ArrayList<>();
        for (int i = 0; i < t.elements().size(); i++) {
            String name = SqlText.string(StorageTypes.memberName(t, i));
            members.add(Rendered.of(
                    "struct_extract(" + c.sql(index) + ", " + name + ")",
                    t.elements().get(i)));
        }
        return members;
    }

    private static Rendered made(List<Rendered> members) {
        List<String> names = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            names.add("");
            texts.add("'" + (i + 1) + "': " + members.get(i).stored());
        }
        return Rendered.exact(
                "{" + String.join(", ", texts) + "}",
                new TupleType(names, members.stream().map(Rendered::type).toList()));
    }
}
