package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One call as the rule of a function sees it. */
public final class CallSite {
    /** Renders a lambda for parameters of given types; the text is {@code lambda x: ...}, the type that of the body. */
    public interface LambdaRenderer {
        /** Renders. */
        Rendered render(List<DataType> parameterTypes);
    }

    /** An argument: a value, or a lambda that waits for the types of its parameters. */
    public record Argument(Rendered value, LambdaRenderer lambda, int lambdaParameters) {}

    private final String function;
    private final SourcePosition position;
    private final List<Argument> arguments;
    private final Supplier<String> now;

    /** A call; {@code now} gives the engine's text of the current instant in microseconds. */
    public CallSite(String function, SourcePosition position, List<Argument> arguments, Supplier<String> now) {
        this.function = function;
        this.position = position;
        this.arguments = List.copyOf(arguments);
        this.now = now;
    }

    /** The same call in which texts that are NULL are empty. */
    CallSite withoutNullTexts() {
        List<Argument> others = new ArrayList<>();
        for (Argument a : arguments) {
            boolean text = a.value() != null
                    && a.value().type().nullable()
                    && Types.text(a.value().type());
            others.add(
                    text
                            ? new Argument(
                                    Rendered.of(
                                            "coalesce(" + a.value().sql() + ", '')",
                                            a.value().type().bare()),
                                    null,
                                    0)
                            : a);
        }
        return new CallSite(function, position, others, now);
    }

    /** The name as written. */
    public String function() {
        return function;
    }

    /** Where the call starts. */
    public SourcePosition position() {
        return position;
    }

    /** How many arguments there are. */
    public int size() {
        return arguments.size();
    }

    /** Whether the i-th argument is a lambda. */
    public boolean isLambda(int index) {
        return arguments.get(index).value() == null;
    }

    /** The i-th argument, whatever it is. */
    public Argument at(int index) {
        return arguments.get(index);
    }

    /** The i-th argument, which must be a value. */
    public Rendered argument(int index) {
        Argument argument = arguments.get(index);
        if (argument.value() == null) {
            throw error("argument " + (index + 1) + " must be a value, not a lambda");
        }
        return argument.value();
    }

    /** All arguments as values. */
    public List<Rendered> values() {
        List<Rendered> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            values.add(argument(i));
        }
        return values;
    }

    /** The type of the i-th argument. */
    public DataType type(int index) {
        return argument(index).type();
    }

    /** The i-th argument as a value's text. */
    public String sql(int index) {
        return argument(index).value();
    }

    /** The i-th argument as a text in the engine: other types are converted. */
    public String text(int index) {
        Rendered argument = argument(index);
        return Types.text(argument.type()) || Types.enumeration(argument.type())
                ? argument.sql()
                : Conversions.text(argument);
    }

    /** The i-th argument as an integer that functions of the engine take. */
    public String integer(int index) {
        return "CAST(" + numeric(index).number() + " AS BIGINT)";
    }

    /** The i-th argument as the number that it must be. */
    public String amount(int index) {
        return numeric(index).number();
    }

    private Rendered numeric(int index) {
        Rendered argument = argument(index);
        if (Types.text(argument.type()) || Types.array(argument.type())) {
            throw error("argument " + (index + 1) + " is " + Article.with(argument.type())
                    + ", where a number is expected");
        }
        return argument;
    }

    /** The i-th argument, which must be the name of a type in quotes. */
    public DataType typeLiteral(int index) {
        try {
            return TypeParser.parse(literal(index));
        } catch (PipitException e) {
            throw SqlErrors.placed(e, position);
        }
    }

    /** The i-th argument, which must be the name of a time zone in quotes. */
    public String zone(int index) {
        String zone = literal(index);
        if (!Zones.known(zone)) {
            throw error("there is no time zone '" + zone + "'." + NearestName.hint(zone, Zones.names())
                    + " Zones are named as 'Europe/Madrid' or 'UTC'");
        }
        return zone;
    }

    /** The i-th argument as a double. */
    public String floating(int index) {
        Rendered argument = numeric(index);
        return Types.floating(argument.type()) && argument.exact()
                ? argument.sql()
                : "CAST(" + argument.number() + " AS DOUBLE)";
    }

    /** The i-th argument, which must be a text literal. */
    public String literal(int index) {
        return argument(index).text().orElseThrow(() -> error("argument " + (index + 1) + " must be a text in quotes"));
    }

    /** The i-th argument, which must be a whole number as written. */
    public int number(int index) {
        return argument(index)
                .integer()
                .orElseThrow(() -> error("argument " + (index + 1) + " must be a number as written"));
    }

    /** The i-th argument, which must be a lambda, over parameters of these types. */
    public Rendered lambda(int index, List<DataType> parameterTypes) {
        Argument argument = arguments.get(index);
        if (argument.lambda() == null) {
            throw error("argument " + (index + 1) + " must be a lambda such as x -> x + 1");
        }
        if (argument.lambdaParameters() != parameterTypes.size()) {
            throw error("its lambda has " + Counted.of(argument.lambdaParameters(), "parameter") + " for "
                    + Counted.of(parameterTypes.size(), "array"));
        }
        return argument.lambda().render(parameterTypes);
    }

    /** The engine's text of the current instant, a TIMESTAMP in UTC with microseconds. */
    public String now() {
        return now.get();
    }

    /** An error about this call: {@code function: what}. */
    public PipitException error(String what) {
        return SqlErrors.argument(position, "In " + function + ": " + what + ".");
    }
}
