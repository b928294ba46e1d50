package io.pipit.core.sql.function;

import java.util.regex.Pattern;

/**
 * Functions whose answer is another one from call to call, or from day to day: of the clock, of chance, of the place. For texts and
 * parsed queries; of what is translated, {@link io.pipit.core.sql.FrozenTime} says the same of clock and chance.
 */
public final class VaryingFunctions {
    /** Their names. */
    public static final String NAMES =
            "now\\w*|today|yesterday|curdate|rand\\w*|generate\\w*|fuzz\\w*|rownumber\\w*|array\\w*shuffle|uptime|hostname|version|current_\\w+";

    private static final Pattern NAME = Pattern.compile(NAMES, Pattern.CASE_INSENSITIVE);

    private VaryingFunctions() {}

    /** Whether a name is that of one. */
    public static boolean has(String function) {
        return NAME.matcher(function).matches();
    }
}
