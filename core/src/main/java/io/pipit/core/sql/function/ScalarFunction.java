package io.pipit.core.sql.function;

/**
 * One function of the dialect.
 *
 * @param name as documented
 * @param minArguments at least so many arguments
 * @param maxArguments at most so many; {@link #ANY} for no bound
 * @param nulls what NULL arguments do
 * @param doc one sentence
 * @param rule type and text of a call
 */
public record ScalarFunction(String name, int minArguments, int maxArguments, Nulls nulls, String doc, Rule rule) {
    /** No bound on the number of arguments. */
    public static final int ANY = Integer.MAX_VALUE;

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
            throw call.error("found " + call.size() + " arguments where " + arity() + " expected");
        }
        Rendered result = rule.apply(call);
        if (nulls == Nulls.PROPAGATE && anyNullable(call)) {
            return result.as(Types.nullable(result.type()));
        }
        return result;
    }

    private static boolean anyNullable(CallSite call) {
        for (int i = 0; i < call.size(); i++) {
            if (!call.isLambda(i) && call.type(i).nullable()) {
                return true;
            }
        }
        return false;
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
