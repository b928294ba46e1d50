package io.pipit.core.project.pipe;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.project.template.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a pipe from a {@code .pipe} file. */
public final class PipeReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    private final Datafile file;
    private final ProblemSink problems;
    private final List<PipeNode> nodes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private PipeKind kind = PipeKind.INTERNAL;
    private int output = -1;
    private boolean broken;

    /** Notes what is wrong in the sink. */
    public PipeReader(Datafile file, ProblemSink problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The pipe, or nothing when it cannot be used. */
    public Optional<Pipe> read() {
        if (file.nodes().isEmpty()) {
            error(1, "The pipe '" + file.name() + "' has no NODE; write 'NODE name' and 'SQL >' below it.");
            return Optional.empty();
        }
        for (Section section : file.nodes()) {
            node(section);
        }
        file.head().find("TYPE").ifPresent(t -> output(t, file.nodes().size() - 1));
        if (broken || nodes.size() != file.nodes().size()) {
            return Optional.empty();
        }
        return Optional.of(new Pipe(file.name(), file, kind, nodes, output < 0 ? nodes.size() - 1 : output));
    }

    private void node(Section section) {
        if (!NAME.matcher(section.name()).matches()) {
            error(section.line(), "'" + section.name() + "' is not the name of a node: use letters, digits and '_'.");
            broken = true;
            return;
        }
        if (!names.add(section.name())) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.DUPLICATE_RESOURCE,
                    section.line(),
                    "There are two nodes '" + section.name() + "' in the pipe '" + file.name() + "'; rename one.");
            broken = true;
            return;
        }
        Optional<Directive> sql = section.find("SQL");
        if (sql.isEmpty() || sql.get().value().isBlank()) {
            error(section.line(), "The node '" + section.name() + "' has no SQL; write 'SQL >' and a SELECT below it.");
            broken = true;
            return;
        }
        try {
            Template template =
                    Template.parse(sql.get().value(), file.path(), sql.get().valueLine());
            nodes.add(new PipeNode(section.name(), section, sql.get().value(), template));
        } catch (PipitException e) {
            problems.add(e, sql.get().valueLine());
            broken = true;
        }
        section.find("TYPE").ifPresent(t -> output(t, nodes.size() - 1));
    }

    private void output(Directive type, int node) {
        Optional<PipeKind> found = PipeKind.of(type.value().strip());
        if (found.isEmpty()) {
            error(
                    type.line(),
                    "TYPE '" + type.value() + "' is not known; expected endpoint, materialized, copy or sink."
                            + NearestName.hint(type.value(), PipeKind.types()));
            broken = true;
        } else if (output >= 0) {
            error(
                    type.line(),
                    "The pipe '" + file.name() + "' has two nodes with a TYPE, '"
                            + file.nodes().get(output).name() + "' and '"
                            + file.nodes().get(node).name() + "'; a pipe has one output, so make two pipes of it.");
            broken = true;
        } else {
            kind = found.get();
            output = node;
        }
    }

    private void error(int line, String message) {
        problems.add(Severity.ERROR, ErrorCode.FILE_SYNTAX, line, message);
    }
}
