package io.pipit.core.sql.translate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Gives the short names of lambda parameters in a finished text names that no column has. Within a struct, and before a dot, the engine
 * takes a column of the same name for the parameter: {@code lambda o: o.v} over a table with a column {@code o}.
 */
final class LambdaNames {
    private static final String LAMBDA = "lambda";
    private static final int LONGEST = 2;

    private final String text;
    private final StringBuilder out;
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private int depth;
    private int at;

    private record Scope(List<String> names, int depth) {}

    private LambdaNames(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length() + 64);
    }

    /** The text with its own names. */
    static String apart(String text) {
        return text.contains(LAMBDA + " ") ? new LambdaNames(text).run() : text;
    }

    private String run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                quoted(c);
            } else if (Character.isJavaIdentifierPart(c) && c >= ' ') {
                word();
            } else {
                symbol(c);
            }
        }
        return out.toString();
    }

    private void quoted(char quote) {
        int end = text.indexOf(quote, at + 1);
        end = end < 0 ? text.length() : end + 1; // a doubled quote starts the next one
        out.append(text, at, end);
        at = end;
    }

    private void symbol(char c) {
        if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if (c == ')' || c == ']' || c == '}') {
            depth--;
            leave(depth + 1);
        } else if (c == ',') {
            leave(depth);
        }
        out.append(c);
        at++;
    }

    /** Lambdas end where the argument ends that they are. */
    private void leave(int below) {
        while (!scopes.isEmpty() && scopes.peek().depth() >= below) {
            scopes.pop();
        }
    }

    private void word() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at)) && text.charAt(at) >= ' ') {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals(LAMBDA) && text.startsWith(" ", at)) {
            int colon = text.indexOf(':', at);
            List<String> names = Arrays.asList(text.substring(at, colon).strip().split(", "));
            scopes.push(new Scope(names, depth));
            out.append(LAMBDA)
                    .append(' ')
                    .append(String.join(
                            ", ", names.stream().map(LambdaNames::own).toList()));
            at = colon;
            return;
        }
        boolean member = start > 0 && text.charAt(start - 1) == '.';
        boolean key = text.startsWith(" :=", at) || text.startsWith("(", at);
        out.append(!member && !key && parameter(word) ? own(word) : word);
    }

    private boolean parameter(String word) {
        return word.length() <= LONGEST
                && scopes.stream().anyMatch(s -> s.names().contains(word));
    }

    private static String own(String name) {
        return name.length() <= LONGEST ? "__" + name : name;
    }
}
