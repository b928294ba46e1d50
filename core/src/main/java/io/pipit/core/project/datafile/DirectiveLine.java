package io.pipit.core.project.datafile;

import io.pipit.core.error.NearestName;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides whether a line starts a directive. */
final class DirectiveLine {
    private static final Pattern CAPITALS = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern TYPES = Pattern.compile("(?i)[\"']?(endpoint|materialized|copy|sink)[\"']?\\s*");
    private static final Pattern ONE_NAME = Pattern.compile("[\"']?[A-Za-z_]\\w*[\"']?\\s*");
    private static final Pattern ENGINES = Pattern.compile("[\"']?\\w*(MergeTree|Null|Join)[\"']?\\s*");
    private static final Set<String> SQL_WORDS = Set.of(
            "SELECT",
            "FROM",
            "WHERE",
            "PREWHERE",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "UNION",
            "WITH",
            "AND",
            "OR",
            "ON",
            "LEFT",
            "RIGHT",
            "INNER",
            "FULL",
            "CROSS",
            "JOIN",
            "ARRAY",
            "USING",
            "OFFSET",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "END",
            "NOT",
            "NULL",
            "IN",
            "AS",
            "ASC",
            "DESC",
            "SETTINGS",
            "FORMAT",
            "DISTINCT",
            "FINAL",
            "ALL",
            "ANY");

    private final Set<String> known;

    DirectiveLine(Set<String> known) {
        this.known = known;
    }

    /** The first word of a line, up to a blank or {@code >}. */
    static String firstWord(String line) {
        int start = SourceLines.indent(line);
        int end = start;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end)) && line.charAt(end) != '>') {
            end++;
        }
        return line.substring(start, end);
    }

    /** What stands after the first word. */
    static String rest(String line) {
        return line.substring(SourceLines.indent(line) + firstWord(line).length())
                .strip();
    }

    boolean known(String line) {
        return known.contains(firstWord(line));
    }

    /**
     * Whether a line ends the block of a directive. At the start of a line every known directive does. After blanks only
     * what cannot be meant as SQL or as a column does.
     */
    boolean endsBlock(String line, String block) {
        if (!known(line)) {
            return false;
        }
        return SourceLines.indent(line) == 0 || (Directives.CODE_BLOCKS.contains(block) && unmistakable(line));
    }

    private static boolean unmistakable(String line) {
        String word = firstWord(line);
        String rest = rest(line);
        return switch (word) {
            case "TYPE" -> TYPES.matcher(rest).matches();
            case "NODE", "DATASOURCE", "TARGET_DATASOURCE", "COPY_MODE" ->
                ONE_NAME.matcher(rest).matches();
            case "ENGINE" -> ENGINES.matcher(rest).matches();
            case "SQL", "SCHEMA", "INDEXES", "FORWARD_QUERY" -> rest.startsWith(">");
            default -> Directives.ofAFamily(word);
        };
    }

    /** Whether a line outside of SQL, or at the start of a line below indented SQL, is meant as a directive that is not known. */
    boolean misspelt(String line) {
        String word = firstWord(line);
        if (SourceLines.indent(line) > 0 || !CAPITALS.matcher(word).matches()) {
            return false;
        } else if (word.length() < 4) {
            return word.length() > 1 && TYPES.matcher(rest(line)).matches();
        }
        return Directives.ofAFamily(word)
                || (!SQL_WORDS.contains(word) && NearestName.of(word, known).isPresent());
    }

    /** What to write instead of an unknown word. */
    String hint(String word) {
        String capitals = word.toUpperCase(Locale.ROOT);
        if (known.contains(capitals)) {
            return " Directives are written in capitals: '" + capitals + "'.";
        }
        return NearestName.hint(capitals, known);
    }
}
