package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.block.type.DataType.TupleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What arguments a function takes, written as {@code "text String, offset Int, length Int?"}: a name and a kind each; {@code ?} may be left
 * out, {@code *} may be repeated or left out, {@code +} may be repeated.
 */
public final class Signature {
    /** What may stand for a parameter. */
    public enum Kind {
        ANY("a value"),
        STRING("a String"),
        NUMBER("a number"),
        INT("an integer"),
        TIME("a date or a time"),
        ARRAY("an array"),
        MAP("a map"),
        TUPLE("a tuple"),
        INTERVAL("an interval"),
        LAMBDA("a lambda"),
        UUID("a UUID");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean takes(DataType type) {
            DataType bare = type.bare();
            if (bare instanceof NothingType) {
                return true;
            }
            return switch (this) {
                case ANY -> true;
                case STRING -> Types.text(bare) || Types.enumeration(bare) || bare instanceof DataType.IpType;
                case NUMBER -> Types.number(bare);
                case INT -> Types.integer(bare) || bare instanceof DataType.BoolType;
                case TIME -> Types.date(bare) || Types.instant(bare) || Types.text(bare);
                case ARRAY -> bare instanceof ArrayType;
                case MAP -> bare instanceof MapType;
                case TUPLE -> bare instanceof TupleType;
                case INTERVAL -> bare instanceof IntervalType;
                case UUID -> bare instanceof DataType.UuidType || Types.text(bare);
                case LAMBDA -> false;
            };
        }
    }

    private record Parameter(String name, Kind kind, boolean optional, boolean repeated) {}

    private final List<Parameter> parameters = new ArrayList<>();
    private final int min;
    private final int max;

    private Signature(String text) {
        int needed = 0;
        boolean open = false;
        for (String part : text.isBlank() ? new String[0] : text.split(",\\s*")) {
            String[] words = part.strip().split("\\s+");
            char mark = words[1].charAt(words[1].length() - 1);
            boolean marked = mark == '?' || mark == '*' || mark == '+';
            String kind = marked ? words[1].substring(0, words[1].length() - 1) : words[1];
            boolean optional = mark == '?' || mark == '*';
            boolean repeated = mark == '*' || mark == '+';
            parameters.add(new Parameter(words[0], Kind.valueOf(kind.toUpperCase(Locale.ROOT)), optional, repeated));
            needed += optional ? 0 : 1;
            open |= repeated;
        }
        this.min = needed;
        this.max = open ? ScalarFunction.ANY : parameters.size();
    }

    static Signature of(String text) {
        return new Signature(text);
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    /** Fails when an argument is of a kind that is not expected. */
    void check(CallSite call) {
        for (int i = 0; i < call.size(); i++) {
            Parameter parameter = parameters.get(Math.min(i, parameters.size() - 1));
            boolean right = call.isLambda(i)
                    ? parameter.kind == Kind.LAMBDA || parameter.kind == Kind.ANY
                    : parameter.kind == Kind.LAMBDA || parameter.kind.takes(call.type(i));
            if (!right) {
                throw call.error("argument " + (i + 1) + " (" + parameter.name + ") is "
                        + (call.isLambda(i) ? "a lambda" : "of type " + call.type(i)) + ", where "
                        + parameter.kind.words + " is expected");
            }
        }
    }

    /** As documentation shows it, for instance {@code text, offset[, length]}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        int optional = 0;
        for (Parameter p : parameters) {
            if (p.optional) {
                out.append('[');
                optional++;
            }
            out.append(out.isEmpty() || out.toString().equals("[") ? "" : ", ").append(p.name);
            out.append(p.repeated ? ", ..." : "");
        }
        return out.append("]".repeat(optional)).toString();
    }
}
