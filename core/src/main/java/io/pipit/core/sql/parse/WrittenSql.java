package io.pipit.core.sql.parse;

import io.pipit.core.sql.parse.Token.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query says, however it is laid out: without comments, with blanks only where two words would run together. It is kept with
 * tables, so what it makes of a text must never change.
 *
 * @param text the query
 * @param words the names in it, also those within texts, which functions such as {@code joinGet} take for names
 * @param allColumns whether it may read columns that it does not name
 */
public record WrittenSql(String text, Set<String> words, boolean allColumns) {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");
    private static final Set<String> NO_OPERANDS =
            Set.of("select", "distinct", "all", "except", "by", "then", "else", "when", "in", "and", "or", "not");

    /**
     * Of the text of a query or an expression.
     *
     * @throws io.pipit.core.error.PipitException {@code SQL_SYNTAX} when it cannot be cut into tokens
     */
    public static WrittenSql of(String sql) {
        List<Token> tokens = new Lexer(sql, "", 1).tokens();
        StringBuilder text = new StringBuilder();
        Set<String> words = new LinkedHashSet<>();
        boolean all = false;
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            if (i > 0 && runsOn(tokens.get(i - 1)) && runsOn(token)) {
                text.append(' ');
            }
            text.append(sql, token.start(), token.end());
            switch (token.kind()) {
                case NAME, QUOTED_NAME -> words.add(token.text());
                case STRING -> addWords(token.text(), words);
                default -> {}
            }
            all |= token.isWord("COLUMNS") || token.isOperator("*") && star(tokens, i);
        }
        return new WrittenSql(text.toString(), words, all);
    }

    private static void addWords(String text, Set<String> words) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
    }

    /** Operators stay apart from each other in every valid query, so that they may be cut otherwise one day. */
    private static boolean runsOn(Token token) {
        return token.kind() != Kind.OPERATOR;
    }

    /** Whether a star stands for columns: not in a product, and not in {@code count(*)}. */
    private static boolean star(List<Token> tokens, int at) {
        if (at == 0) {
            return true;
        }
        Token before = tokens.get(at - 1);
        return switch (before.kind()) {
            case NUMBER, STRING, QUOTED_NAME -> false;
            case NAME -> NO_OPERANDS.contains(before.text().toLowerCase(Locale.ROOT));
            default ->
                !before.isOperator(")")
                        && !before.isOperator("]")
                        && !(before.isOperator("(")
                                && at > 1
                                && tokens.get(at - 2).isWord("count"));
        };
    }
}
