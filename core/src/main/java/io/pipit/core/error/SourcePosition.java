package io.pipit.core.error;

import java.io.Serializable;

/**
 * A place in a text that a user wrote.
 *
 * @param file name of the file relative to the project, or a name such as {@code query}
 * @param line first line is 1
 * @param column first column is 1; 0 when only the line is known
 */
public record SourcePosition(String file, int line, int column) implements Serializable {
    @Override
    public String toString() {
        return column > 0 ? file + ":" + line + ":" + column : file + ":" + line;
    }
}
