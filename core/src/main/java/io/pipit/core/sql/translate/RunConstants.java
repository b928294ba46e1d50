package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.sql.ForeignCondition.Computed;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Expressions that have one value in a whole run, such as {@code now() - INTERVAL 1 DAY}. */
final class RunConstants {
    /** Functions that give the same for the same arguments and the same time, in small letters. */
    private static final Pattern STEADY = Pattern.compile("now(64)?|today|yesterday|current_(date|timestamp)"
            + "|to(date|date32|datetime|datetime32|datetime64|monday|lastdayof\\w+|startof\\w+|interval\\w+|u?int\\d+|string|uuid)"
            + "|plus|minus|multiply|negate|(add|subtract)\\w+s|(date|timestamp)_?(add|sub|trunc)"
            + "|parsedatetime\\w*|makedate\\w*|fromunixtimestamp\\w*|cast|lower|upper|concat|trim");

    private static final int MICROSECONDS = 6;

    private final Scope scope;

    RunConstants(Scope scope) {
        this.scope = scope;
    }

    /** What the engine has to compute for it; nothing where it depends on rows, or is of a kind that other databases have not. */
    Optional<Object> computed(Expression expression) {
        if (!steady(expression, new HashSet<>())) {
            return Optional.empty();
        }
        Rendered value = scope.expressions().render(expression);
        return sendable(value.type().bare())
                ? Optional.of(new Computed(value.stored(), value.type().bare(), text(expression)))
                : Optional.empty();
    }

    private boolean steady(Expression expression, Set<String> met) {
        if (expression instanceof Aliased aliased) {
            return steady(aliased.expression(), met);
        } else if (expression instanceof Name name) {
            return met.add(name.text())
                    && scope.expressions()
                            .names()
                            .aliased(name.text())
                            .filter(e -> steady(e, met))
                            .isPresent();
        } else if (expression instanceof Call call) {
            return STEADY.matcher(call.function().toLowerCase(Locale.ROOT)).matches()
                    && call.filter().isEmpty()
                    && call.window().isEmpty()
                    && call.arguments().stream().allMatch(argument -> steady(argument, met));
        }
        return expression instanceof StringLiteral
                || expression instanceof NumberLiteral
                || expression instanceof BoolLiteral;
    }

    private static boolean sendable(DataType type) {
        return type instanceof DateType
                || type instanceof DateTimeType
                || type instanceof DateTime64Type time && time.precision() <= MICROSECONDS
                || type instanceof IntType
                || type instanceof StringType
                || type instanceof UuidType;
    }

    /** For people: what a name stands for says more than the name. */
    private String text(Expression expression) {
        Expression shown = expression;
        while (shown instanceof Name name) {
            shown = scope.expressions().names().aliased(name.text()).orElseThrow();
        }
        return ImplicitNames.of(shown instanceof Aliased aliased ? aliased.expression() : shown);
    }
}
