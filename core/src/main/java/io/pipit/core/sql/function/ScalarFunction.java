package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.error.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One function of the dialect.
 *
 * @param name as documented
 * @param minArguments at least so many arguments
 * @param maxArguments at most so many; {@link #ANY} for no bound
 * @param signature what the arguments must be, where more than their number is checked
 * @param nulls what NULL arguments do
 * @param doc one sentence
 * @param rule type and text of a call
 */
public record ScalarFunction(
        String name,
        int minArguments,
        int maxArguments,
        Optional<Signature> signature,
        Nulls nulls,
        String doc,
        Rule rule) {
    /** No bound on the number of arguments. */
    public static final int ANY = Integer.MAX_VALUE;

    /** Texts of the engine that may give a value although an argument is NULL. */
    private static final Pattern HIDES_NULL =
            Pattern.compile("coalesce\\(|CASE |concat_ws|greatest\\(|least\\(|repeat\\(|IS TRUE|error\\(|struct_pack");

    /** What NULL arguments do. */
    public enum Nulls {
        /** The result is NULL when any argument is, and Nullable when any argument's type is. */
        PROPAGATE,
        /** The rule says it itself. */
        OWN
    }

    /** Gives type and text of a call. */
    @FunctionalInterface
    public interface Rule {
        /** Renders a call whose number of arguments has been checked. */
        Rendered apply(CallSite call);
    }

    /** Renders a call. */
    public Rendered render(CallSite call) {
        if (call.size() < minArguments || call.size() > maxArguments) {
            throw call.error("found " + Counted.of(call.size(), "argument") + " where " + arity() + " expected");
        }
        signature.ifPresent(s -> s.check(call));
        return nulls == Nulls.OWN ? rule.apply(call) : propagated(call);
    }

    private Rendered propagated(CallSite call) {
        List<String> nullable = new ArrayList<>();
        for (int i = 0; i < call.size(); i++) {
            if (call.isLambda(i)) {
                continue;
            } else if (call.type(i).bare() instanceof NothingType && signature.isPresent()) {
                return Rendered.of("NULL", Types.NOTHING);
            } else if (call.type(i).nullable()) {
                nullable.add(call.sql(i) + " IS NULL");
            }
        }
        Rendered result = rule.apply(call);
        if (nullable.isEmpty()) {
            return result;
        } else if (container(result.type())) {
            return rule.apply(call.withoutNullTexts()); // an array is never NULL: it is that of the empty text
        }
        boolean guard =
                signature.isPresent() && HIDES_NULL.matcher(result.sql()).find();
        Rendered guarded = guard
                ? new Rendered(
                        "CASE WHEN " + String.join(" OR ", nullable) + " THEN NULL ELSE " + result.sql() + " END",
                        result.type(),
                        result.logical(),
                        Optional.empty(),
                        result.exact())
                : result;
        return guarded.as(Types.nullable(result.type()));
    }

    private static boolean container(DataType type) {
        DataType bare = type.bare();
        return bare instanceof DataType.ArrayType || bare instanceof DataType.MapType;
    }

    private String arity() {
        if (maxArguments == ANY) {
            return "at least " + minArguments + (minArguments == 1 ? " is" : " are");
        } else if (minArguments == maxArguments) {
            return minArguments + (minArguments == 1 ? " is" : " are");
        }
        return minArguments + " to " + maxArguments + " are";
    }
}
