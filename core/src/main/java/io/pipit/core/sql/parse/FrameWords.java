package io.pipit.core.sql.parse;

import java.util.Set;

/** The words of a window frame. */
final class FrameWords {
    static final Set<String> ALL =
            Set.of("ROWS", "RANGE", "BETWEEN", "AND", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT", "ROW");

    private FrameWords() {}
}
