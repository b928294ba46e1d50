package io.pipit.core.block.engine;

import io.pipit.core.error.PipitException;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the engine says of a text that it cannot prepare.
 *
 * @param error in the words of the dialect: {@code UNSUPPORTED_SQL} where the text makes no sense to the engine
 * @param offset of the part that it means, in the text; empty where it does not say
 */
public record Refusal(PipitException error, OptionalInt offset) {
    private static final Pattern PLACE = Pattern.compile("\nLINE \\d+: (.*)\n( *)\\^", Pattern.DOTALL);
    private static final String CUT = "...";

    static Refusal of(String sql, SQLException failure) {
        return new Refusal(EngineErrors.ofPreparation(failure), place(sql, String.valueOf(failure.getMessage())));
    }

    /** The engine shows some of the text, cut at its ends, and a mark below the part. */
    private static OptionalInt place(String sql, String message) {
        Matcher shown = PLACE.matcher(message);
        if (!shown.find()) {
            return OptionalInt.empty();
        }
        String excerpt = shown.group(1);
        int mark = shown.group(2).length()
                - message.substring(shown.start() + 1, shown.start(1)).length();
        if (!sql.contains(excerpt) && excerpt.startsWith(CUT)) {
            excerpt = excerpt.substring(CUT.length());
            mark -= CUT.length();
        }
        if (!sql.contains(excerpt) && excerpt.endsWith(CUT)) {
            excerpt = excerpt.substring(0, excerpt.length() - CUT.length());
        }
        int at = sql.indexOf(excerpt);
        boolean found = at >= 0 && mark >= 0 && sql.indexOf(excerpt, at + 1) < 0;
        return found ? OptionalInt.of(at + mark) : OptionalInt.empty();
    }
}
