package io.pipit.core.sql.parse;

import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import io.pipit.core.sql.tree.With.CommonTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads WITH: queries with names and expressions with names, in any order. */
final class WithParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Supplier<SetQuery> nested;

    WithParser(Tokens tokens, ExpressionParser expressions, Supplier<SetQuery> nested) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.nested = nested;
    }

    /** The clause, if it stands here. */
    With with() {
        if (!tokens.acceptWord("WITH")) {
            return With.NONE;
        }
        boolean recursive = tokens.word("RECURSIVE") && tokens.peek(1).kind() != Kind.OPERATOR;
        if (recursive) {
            tokens.next();
        }
        List<CommonTable> tables = new ArrayList<>();
        List<Aliased> named = new ArrayList<>();
        do {
            if (tokens.word("SELECT") && (!tables.isEmpty() || !named.isEmpty())) {
                break; // a comma before SELECT is accepted
            }
            Optional<CommonTable> table = table();
            if (table.isPresent()) {
                tables.add(table.get());
            } else {
                if (tokens.word("SELECT")) {
                    throw tokens.expected("an expression or a query with a name");
                }
                Expression expression = expressions.expression();
                if (expression instanceof Aliased aliased) {
                    named.add(aliased); // what has no name cannot be used
                } else if (!tokens.word("SELECT") && !tokens.operator(",")) {
                    throw tokens.expected("AS and a name");
                }
            }
        } while (tokens.acceptOperator(","));
        return new With(recursive, tables, named);
    }

    private Optional<CommonTable> table() {
        int mark = tokens.mark();
        Token name = tokens.peek();
        if (name.kind() != Kind.NAME && name.kind() != Kind.QUOTED_NAME) {
            return Optional.empty();
        }
        tokens.next();
        List<String> columns = columns();
        boolean query = tokens.acceptWord("AS") && materialized() && tokens.acceptOperator("(") && queryAhead();
        if (!query) {
            tokens.reset(mark);
            return Optional.empty();
        }
        CommonTable table = new CommonTable(name.text(), columns, nested.get());
        tokens.expectOperator(")");
        return Optional.of(table);
    }

    /** How often a query is computed is decided here by how often it is read. */
    private boolean materialized() {
        if (tokens.words("NOT", "MATERIALIZED")) {
            tokens.next();
        }
        tokens.acceptWord("MATERIALIZED");
        return true;
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>();
        if (!tokens.acceptOperator("(")) {
            return columns;
        }
        do {
            Token column = tokens.next();
            if (column.kind() != Kind.NAME && column.kind() != Kind.QUOTED_NAME) {
                return List.of();
            }
            columns.add(column.text());
        } while (tokens.acceptOperator(","));
        return tokens.acceptOperator(")") ? columns : List.of();
    }

    private boolean queryAhead() {
        int ahead = 0;
        while (tokens.peek(ahead).isOperator("(")) {
            ahead++;
        }
        Token first = tokens.peek(ahead);
        return first.isWord("SELECT") || first.isWord("WITH") || (first.isWord("FROM") && ahead == 0);
    }
}
