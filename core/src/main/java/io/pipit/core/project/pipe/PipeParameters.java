package io.pipit.core.project.pipe;

import io.pipit.core.project.EndpointPlan.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a pipe: those of its nodes and of the pipes that it reads. */
public final class PipeParameters {
    private final Resources resources;
    private final Map<String, Parameter> found = new LinkedHashMap<>();
    private final Set<String> visited = new HashSet<>();
    private boolean templates;

    private PipeParameters(Resources resources) {
        this.resources = resources;
    }

    /** In the order of appearance; the last declared type wins, any default makes one optional. */
    public static List<Parameter> of(Pipe pipe, Resources resources) {
        PipeParameters parameters = new PipeParameters(resources);
        parameters.visit(pipe);
        return new ArrayList<>(parameters.found.values());
    }

    /** Whether a pipe, or one that it reads, has a template: else no parameter changes anything. */
    public static boolean templates(Pipe pipe, Resources resources) {
        PipeParameters parameters = new PipeParameters(resources);
        parameters.visit(pipe);
        return parameters.templates;
    }

    private void visit(Pipe pipe) {
        if (!visited.add(pipe.name())) {
            return;
        }
        for (PipeNode node : pipe.nodes().subList(0, pipe.output() + 1)) {
            templates |= node.template().dynamic();
            node.template().parameters().forEach(p -> found.merge(p.name(), p, PipeParameters::merged));
            for (String read : reads(pipe, node)) {
                Pipe other = resources.pipes().get(read);
                if (other != null && !other.equals(pipe) && other.kind().readable()) {
                    visit(other);
                }
            }
        }
    }

    private static Set<String> reads(Pipe pipe, PipeNode node) {
        Set<String> reads = new LinkedHashSet<>(new ReadNames(node.sql()).all());
        pipe.nodes().stream().takeWhile(n -> n != node).map(PipeNode::name).forEach(reads::remove);
        return reads;
    }

    private static Parameter merged(Parameter before, Parameter after) {
        return new Parameter(
                before.name(),
                after.type(),
                before.defaultValue().isEmpty() ? after.defaultValue() : before.defaultValue(),
                before.required() && after.required(),
                before.description().isEmpty() ? after.description() : before.description());
    }
}
