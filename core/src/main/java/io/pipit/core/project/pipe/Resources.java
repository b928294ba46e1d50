package io.pipit.core.project.pipe;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.foreign.ForeignTables;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a project's queries can name.
 *
 * @param tables by name
 * @param pipes by name
 * @param foreign tables of other databases, which copies read
 */
public record Resources(Map<String, TableSpec> tables, Map<String, Pipe> pipes, ForeignTables foreign) {
    /** Copies both maps. */
    public Resources {
        tables = Map.copyOf(tables);
        pipes = Map.copyOf(pipes);
    }

    /** Every name that may stand after FROM, outside of any pipe. */
    public Collection<String> names() {
        TreeSet<String> names = new TreeSet<>(tables.keySet());
        pipes.values().stream().filter(p -> p.kind().readable()).map(Pipe::name).forEach(names::add);
        return names;
    }
}
