package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Window;
import io.pipit.core.sql.tree.Window.Bound;
import io.pipit.core.sql.tree.Window.BoundKind;
import io.pipit.core.sql.tree.Window.Frame;
import io.pipit.core.sql.tree.Window.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what stands after OVER and after WINDOW. */
final class WindowParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;

    WindowParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** A window in parentheses, or the name of one. */
    Window over() {
        SourcePosition where = tokens.position();
        if (tokens.operator("(")) {
            return window();
        }
        String base = tokens.expectName("a window in parentheses, or the name of one");
        return new Window(base, List.of(), List.of(), Optional.empty(), where);
    }

    /** {@code WINDOW name AS (...), ...}, if it stands here. */
    Map<String, Window> named() {
        Map<String, Window> windows = new LinkedHashMap<>();
        if (!tokens.acceptWord("WINDOW")) {
            return windows;
        }
        do {
            String name = tokens.expectName("the name of a window");
            tokens.expectWord("AS");
            windows.put(name, window());
        } while (tokens.acceptOperator(","));
        return windows;
    }

    private Window window() {
        SourcePosition where = tokens.position();
        tokens.expectOperator("(");
        Token first = tokens.peek();
        boolean named = first.kind() == Kind.QUOTED_NAME
                || (first.kind() == Kind.NAME
                        && !tokens.words("PARTITION", "BY")
                        && !tokens.words("ORDER", "BY")
                        && !unitAhead());
        String base = named ? tokens.next().text() : "";
        List<Expression> partitionBy = tokens.acceptWords("PARTITION", "BY") ? expressions.expressionList() : List.of();
        List<OrderItem> orderBy =
                tokens.acceptWords("ORDER", "BY") ? new OrderParser(tokens, expressions).items() : List.of();
        Optional<Frame> frame = unitAhead() ? Optional.of(frame()) : Optional.empty();
        if (!tokens.acceptOperator(")")) {
            throw tokens.expected(
                    "PARTITION BY, ORDER BY, a frame such as ROWS BETWEEN 6 PRECEDING AND CURRENT ROW, or ')'");
        }
        return new Window(base, partitionBy, orderBy, frame, where);
    }

    private boolean unitAhead() {
        for (Unit unit : Unit.values()) {
            if (tokens.word(unit.name()) && !tokens.peek(1).isOperator(")")) {
                return true;
            }
        }
        return false;
    }

    private Frame frame() {
        Unit unit = tokens.acceptWord("ROWS") ? Unit.ROWS : tokens.acceptWord("RANGE") ? Unit.RANGE : Unit.GROUPS;
        if (unit == Unit.GROUPS) {
            tokens.expectWord("GROUPS");
        }
        if (!tokens.acceptWord("BETWEEN")) {
            return new Frame(unit, bound(), new Bound(BoundKind.CURRENT_ROW, Optional.empty()));
        }
        Bound from = bound();
        tokens.expectWord("AND");
        return new Frame(unit, from, bound());
    }

    private Bound bound() {
        if (tokens.acceptWords("CURRENT", "ROW")) {
            return new Bound(BoundKind.CURRENT_ROW, Optional.empty());
        }
        boolean unbounded = tokens.acceptWord("UNBOUNDED");
        Optional<Expression> offset = unbounded ? Optional.empty() : Optional.of(expressions.offset());
        if (tokens.acceptWord("PRECEDING")) {
            return new Bound(unbounded ? BoundKind.UNBOUNDED_PRECEDING : BoundKind.PRECEDING, offset);
        } else if (tokens.acceptWord("FOLLOWING")) {
            return new Bound(unbounded ? BoundKind.UNBOUNDED_FOLLOWING : BoundKind.FOLLOWING, offset);
        }
        throw tokens.expected("PRECEDING or FOLLOWING");
    }
}
