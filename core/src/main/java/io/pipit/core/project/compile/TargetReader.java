package io.pipit.core.project.compile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the data sources that pipes write, and those that take events. */
final class TargetReader {
    private final PlanContext context;

    TargetReader(PlanContext context) {
        this.context = context;
    }

    /** The pipes that declare their target themselves, by its name. */
    Map<String, Pipe> inlineTargets() {
        Map<String, Pipe> inline = new TreeMap<>();
        context.ofKind(PipeKind.MATERIALIZED).forEach(pipe -> {
            String target = pipe.outputNode().section().value("DATASOURCE");
            boolean declared = context.dataSources.containsKey(target) || context.project.broken(target);
            if (!target.isEmpty()
                    && !declared
                    && !pipe.outputNode().section().value("ENGINE").isEmpty()) {
                inline.putIfAbsent(target, pipe);
            }
        });
        return inline;
    }

    /** Notes what each pipe writes. */
    void read() {
        context.project.pipes().values().forEach(this::target);
    }

    private void target(Pipe pipe) {
        if (pipe.kind() != PipeKind.MATERIALIZED && pipe.kind() != PipeKind.COPY) {
            return;
        }
        String directive = pipe.kind() == PipeKind.COPY ? "TARGET_DATASOURCE" : "DATASOURCE";
        Optional<Directive> named = pipe.outputNode()
                .section()
                .find(directive)
                .or(() -> pipe.file().head().find(directive));
        if (named.isEmpty() || named.get().value().isBlank()) {
            context.error(
                    ErrorCode.FILE_SYNTAX,
                    pipe.file().at(pipe.outputNode().section().line()),
                    "The " + pipe.kind().text() + " node '" + pipe.outputNode().name()
                            + "' does not say where it writes to; add '" + directive + " name'.");
            return;
        }
        String target = named.get().value().strip();
        if (context.dataSources.containsKey(target)) {
            context.targets.put(pipe.name(), target);
        } else if (!context.project.broken(target)) {
            context.error(
                    ErrorCode.UNKNOWN_RESOURCE,
                    pipe.file().at(named.get()),
                    "There is no data source '" + target + "'."
                            + NearestName.hint(target, context.dataSources.keySet())
                            + " The target of a pipe is declared in a file such as datasources/" + target
                            + ".datasource.");
        }
    }

    /** With JSON paths or a topic, or when no view and no copy writes it. */
    Set<String> landing() {
        Set<String> written = new HashSet<>(context.targets.values());
        Set<String> names = new TreeSet<>();
        context.dataSources.values().stream()
                .filter(t -> !written.contains(t.name())
                        || t.columns().stream().anyMatch(c -> !c.jsonPath().isEmpty())
                        || readsTopic(t.name()))
                .map(TableSpec::name)
                .forEach(names::add);
        return names;
    }

    private boolean readsTopic(String name) {
        Datafile file = context.project.dataSourceFile(name); // a target that its pipe declares has none
        return file != null && KafkaSource.in(file.head());
    }
}
