package io.pipit.core.project.pipe;

import io.pipit.core.project.datafile.Datafile;
import java.util.List;

/**
 * A pipe as read.
 *
 * @param name of the pipe
 * @param file where it is written
 * @param kind what becomes of its result
 * @param nodes at least one
 * @param output the index of the node that gives the result
 */
public record Pipe(String name, Datafile file, PipeKind kind, List<PipeNode> nodes, int output) {
    /** Copies the list. */
    public Pipe {
        nodes = List.copyOf(nodes);
    }

    /** The node that gives the result. */
    public PipeNode outputNode() {
        return nodes.get(output);
    }
}
