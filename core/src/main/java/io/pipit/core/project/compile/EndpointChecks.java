package io.pipit.core.project.compile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.EndpointPlan.Parameter;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeParameters;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.project.pipe.SampleParameters;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.project.template.expression.CustomTemplateException;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Checks pipes that answer requests: every node is translated as a request without optional parameters would see it. */
final class EndpointChecks {
    private static final TemplateVariables ANY_SECRET = name -> Optional.of("");
    private static final Set<ErrorCode> OF_THE_SAMPLE =
            Set.of(ErrorCode.MISSING_PARAMETER, ErrorCode.INVALID_PARAMETER);

    private final Dialect dialect;
    private final Resources resources;
    private final List<Problem> problems;

    EndpointChecks(Dialect dialect, Resources resources, List<Problem> problems) {
        this.dialect = dialect;
        this.resources = resources;
        this.problems = problems;
    }

    Map<String, EndpointPlan> check() {
        Map<String, EndpointPlan> endpoints = new TreeMap<>();
        for (Pipe pipe : resources.pipes().values()) {
            if (pipe.kind().readable()) {
                sample(pipe);
                String description = pipe.file().head().value("DESCRIPTION");
                endpoints.put(
                        pipe.name(),
                        new EndpointPlan(
                                pipe.name(),
                                pipe.kind() == PipeKind.ENDPOINT,
                                description.isEmpty()
                                        ? pipe.outputNode().section().value("DESCRIPTION")
                                        : description,
                                PipeParameters.of(pipe, resources)));
            }
        }
        return endpoints;
    }

    /** Translates all nodes of a pipe and gives the query of the output; what is wrong becomes a problem, each once. */
    Optional<TranslatedQuery> sample(Pipe pipe) {
        List<Parameter> parameters = PipeParameters.of(pipe, resources);
        boolean guessed = parameters.stream().anyMatch(Parameter::required);
        Optional<Map<String, List<String>>> values = SampleParameters.of(parameters);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        PipeTranslator translator = new PipeTranslator(dialect, resources, values.get(), ANY_SECRET);
        Set<String> seen = new HashSet<>();
        Optional<TranslatedQuery> output = Optional.empty();
        for (int i = 0; i < pipe.nodes().size(); i++) {
            try {
                TranslatedQuery query = translator.translate(pipe, i, TranslationMode.PLAIN);
                output = i == pipe.output() ? Optional.of(query) : output;
            } catch (PipitException e) {
                note(pipe, i, e, guessed, seen);
            }
        }
        return output;
    }

    private void note(Pipe pipe, int node, PipitException e, boolean guessed, Set<String> seen) {
        if (e instanceof CustomTemplateException || OF_THE_SAMPLE.contains(e.code())) {
            return; // the author's own checks, and what only a request can give
        }
        boolean certain = !guessed && e.code() != ErrorCode.TEMPLATE_ERROR;
        Problem problem = new Problem(
                certain ? Severity.ERROR : Severity.WARNING,
                e.code(),
                e.position()
                        .orElse(pipe.file().at(pipe.nodes().get(node).section().line())),
                e.getMessage() + (guessed ? " (Seen with made-up values for the required parameters.)" : ""));
        if (seen.add(problem.toString()) && !problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
