package io.pipit.core.project.datafile;

import io.pipit.core.error.SourcePosition;
import java.util.List;

/**
 * A datafile as read, before anything in it has been resolved.
 *
 * @param kind what it describes
 * @param path relative to the project
 * @param name of the resource
 * @param head directives before the first node
 * @param nodes of a pipe, in the order written; empty for other kinds
 */
public record Datafile(DatafileKind kind, String path, String name, Section head, List<Section> nodes) {
    /** Copies the list. */
    public Datafile {
        nodes = List.copyOf(nodes);
    }

    /** A line of this file. */
    public SourcePosition at(int line) {
        return new SourcePosition(path, line, 0);
    }

    /** The line of a directive. */
    public SourcePosition at(Directive directive) {
        return at(directive.line());
    }
}
