package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.Expression.Subquery;

/** Translates expressions of one SELECT: says which class knows a kind of expression, and bounds depth and length. */
final class ExpressionTranslator {
    private static final DataType NULL = new DataType.NullableType(Types.NOTHING);
    private static final int MAX_DEPTH = 1_000;
    private static final int MAX_TEXT = 2_000_000;

    private final Translation translation;
    private final Grouping grouping = new Grouping();
    private final NameTranslator names;
    private final CallTranslator calls;
    private final WindowTranslator windows;
    private final ArrayJoins arrayJoins;
    private final Subqueries subqueries;

    private int depth;

    ExpressionTranslator(Translation translation, Environment environment, Scope scope) {
        this.translation = translation;
        this.names = new NameTranslator(translation, environment, scope, this, grouping);
        this.windows = new WindowTranslator(translation, scope, this);
        this.arrayJoins = new ArrayJoins(translation, scope, this, grouping);
        this.subqueries = new Subqueries(translation, environment);
        this.calls = new CallTranslator(translation, environment, scope, this);
    }

    Grouping grouping() {
        return grouping;
    }

    NameTranslator names() {
        return names;
    }

    WindowTranslator windows() {
        return windows;
    }

    ArrayJoins arrayJoins() {
        return arrayJoins;
    }

    Subqueries subqueries() {
        return subqueries;
    }

    /** The current instant: for blocks the time at which they were accepted. */
    String now(Expression at) {
        return calls.now(at);
    }

    /** A condition of JOIN, in which columns win over aliases. */
    Rendered joinCondition(Expression expression) {
        names.preferColumns(true);
        Rendered rendered = render(expression);
        names.preferColumns(false);
        return rendered;
    }

    Rendered render(Expression expression) {
        if (++depth > MAX_DEPTH) {
            throw SqlErrors.syntax(
                    expression.position(),
                    "The expression is nested too deep here; name parts of it in WITH or in nodes of their own.");
        }
        int loose = grouping.looseCount();
        try {
            Rendered rendered = renderAny(expression);
            grouping.settle(rendered.sql(), loose);
            if (translation.places != null) {
                translation.places.putIfAbsent(rendered.sql(), expression.position());
            }
            if (rendered.sql().length() > MAX_TEXT) {
                throw SqlErrors.unsupported(
                        expression.position(),
                        "The expression grows too long when its aliases are put in; compute parts of it in a sub-query.");
            }
            return grouping.shown(rendered);
        } finally {
            depth--;
        }
    }

    private Rendered renderAny(Expression expression) {
        if (expression instanceof Call call) {
            return calls.call(call);
        } else if (expression instanceof Name name) {
            return names.name(name);
        } else if (expression instanceof StringLiteral literal) {
            return Literals.text(literal.value());
        } else if (expression instanceof NumberLiteral literal) {
            return Literals.number(literal);
        } else if (expression instanceof Aliased aliased) {
            return names.expand(aliased.alias(), aliased.expression());
        } else if (expression instanceof BoolLiteral literal) {
            return Rendered.literal(Boolean.toString(literal.value()), Types.BOOL, literal.value());
        } else if (expression instanceof NullLiteral) {
            return Rendered.of("NULL", NULL);
        } else if (expression instanceof Subquery subquery) {
            Rendered value = subqueries.scalar(subquery);
            return names.inLambda() ? arrayJoins.beside(value) : value;
        } else if (expression instanceof Star star) {
            throw SqlErrors.syntax(star.position(), "'*' may stand only in the list of columns and in count(*).");
        }
        throw SqlErrors.syntax(
                expression.position(), "A lambda may stand only as an argument of a function such as arrayMap.");
    }
}
