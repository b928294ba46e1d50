package io.pipit.core.project.compile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.EndpointPlan.Parameter;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.foreign.ForeignColumnsException;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeNode;
import io.pipit.core.project.pipe.PipeParameters;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.project.pipe.SampleRequests;
import io.pipit.core.project.template.TemplateSurvey;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.project.template.expression.CustomTemplateException;
import io.pipit.core.project.template.expression.EndlessTemplateException;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.UnfitLiteralException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks pipes that answer requests: every node is translated as several requests would see it, so that the branches of
 * templates are tried. What fails whatever is asked for is an error; what fails for some requests is a warning.
 */
final class EndpointChecks {
    private static final TemplateVariables ANY_SECRET = name -> Optional.of("");
    private static final Set<ErrorCode> OF_THE_SAMPLE =
            Set.of(ErrorCode.MISSING_PARAMETER, ErrorCode.INVALID_PARAMETER);

    private final Dialect dialect;
    private final Resources resources;
    private final List<Problem> problems;
    private final Predicate<PipitException> reported;
    private final EngineCheck engine;

    /**
     * Notes what is wrong in the list.
     *
     * @param reported whether an error only repeats what was found before, as a name whose file is broken
     */
    EndpointChecks(
            Dialect dialect,
            Resources resources,
            List<Problem> problems,
            Predicate<PipitException> reported,
            EngineCheck engine) {
        this.engine = engine;
        this.dialect = dialect;
        this.resources = resources;
        this.problems = problems;
        this.reported = reported;
    }

    Map<String, EndpointPlan> check() {
        Map<String, EndpointPlan> endpoints = new TreeMap<>();
        for (Pipe pipe : resources.pipes().values()) {
            if (pipe.kind().readable()) {
                sample(pipe);
                endpoints.put(
                        pipe.name(),
                        new EndpointPlan(
                                pipe.name(),
                                pipe.kind() == PipeKind.ENDPOINT,
                                description(pipe),
                                PipeParameters.of(pipe, resources)));
            }
        }
        return endpoints;
    }

    private static String description(Pipe pipe) {
        String description = pipe.file().head().value("DESCRIPTION");
        return description.isEmpty() ? pipe.outputNode().section().value("DESCRIPTION") : description;
    }

    /** Translates all nodes of a pipe and gives a query of the output; what is wrong becomes a problem, each once. */
    Optional<TranslatedQuery> sample(Pipe pipe) {
        List<Parameter> parameters = PipeParameters.of(pipe, resources);
        List<TemplateSurvey> surveys =
                pipe.nodes().stream().map(n -> n.template().survey()).toList();
        List<Map<String, List<String>>> requests = SampleRequests.of(parameters, surveys);
        boolean guessed =
                parameters.stream().anyMatch(p -> p.required() || p.type().equals("JSON"))
                        || surveys.stream().anyMatch(TemplateSurvey::loops);
        List<NodeCheck> checks = new ArrayList<>();
        for (int i = 0; i < pipe.nodes().size(); i++) {
            checks.add(new NodeCheck(pipe, i, guessed));
            checks.get(i).run(requests);
        }
        NodeCheck output = checks.get(pipe.output());
        // What the output reads is part of its text.
        checks.stream().filter(c -> c == output || !output.reads(c)).forEach(NodeCheck::askEngine);
        return Optional.ofNullable(output.query);
    }

    /** One node with all requests. */
    private final class NodeCheck {
        private final Pipe pipe;
        private final int node;
        private final boolean guessed;
        private final Map<String, String> fitting = new HashMap<>();
        private final Set<String> branches = new HashSet<>();
        private final List<Problem> found = new ArrayList<>();
        private final List<Problem> endless = new ArrayList<>();
        private final List<EngineCheck.Query> translations = new ArrayList<>();
        private TranslatedQuery query;

        NodeCheck(Pipe pipe, int node, boolean guessed) {
            this.pipe = pipe;
            this.node = node;
            this.guessed = guessed;
        }

        void run(List<Map<String, List<String>>> requests) {
            requests.forEach(this::attempt);
            boolean sometimes = query != null;
            Stream.concat(endless.stream(), found.stream().map(p -> judged(p, sometimes)))
                    .distinct()
                    .forEach(p -> {
                        if (!problems.contains(p)) {
                            problems.add(p);
                        }
                    });
        }

        boolean reads(NodeCheck other) {
            return branches.contains(PipeTranslator.key(pipe, other.node));
        }

        void askEngine() {
            translations.forEach(engine::add);
        }

        private void attempt(Map<String, List<String>> sample) {
            Map<String, List<String>> request = new LinkedHashMap<>(sample);
            fitting.forEach((name, value) -> request.computeIfPresent(
                    name,
                    (n, given) -> SampleRequests.madeUp(sample, given.get(0)).isPresent() ? List.of(value) : given));
            PipeTranslator translator = new PipeTranslator(dialect, resources, request, ANY_SECRET);
            Set<String> taken = new HashSet<>();
            try {
                // Requests that take branches which were all tried differ in values only.
                taken.addAll(translator.branches(pipe, node));
                if (!branches.containsAll(taken) || query == null) {
                    TranslatedQuery translated = translator.translate(pipe, node, TranslationMode.PLAIN);
                    query = query == null ? translated : query;
                    translations.add(new EngineCheck.Query(
                            translator,
                            pipe,
                            node,
                            TranslationMode.PLAIN,
                            translated.answer().bind(EngineWorker::rows),
                            engine.tables(translated, resources.tables()),
                            request.isEmpty() && pipe.nodes().stream().allMatch(NodeCheck::plain)));
                }
            } catch (CustomTemplateException e) {
                // the author's own check
            } catch (ForeignColumnsException e) {
                // the run says the rest
            } catch (PipitException e) {
                if (learned(request, e)) {
                    attempt(sample);
                    return;
                }
                if (!ofTheSample(request, e)) {
                    failed(e);
                }
            }
            branches.addAll(taken);
        }

        private void failed(PipitException e) {
            Problem problem = new Problem(Severity.ERROR, e.code(), e.position().orElse(place()), e.getMessage());
            if (EndlessTemplateException.is(e)) {
                endless.add(problem);
            } else if (!reported.test(e)) {
                found.add(problem);
            }
        }

        /** Whether an error is about a value that nobody but this check has given. */
        private boolean ofTheSample(Map<String, List<String>> request, PipitException e) {
            return OF_THE_SAMPLE.contains(e.code())
                    || SampleRequests.quoted(request, e.getMessage()).stream().anyMatch(quote -> !written(quote));
        }

        private boolean written(String text) {
            return resources.pipes().values().stream()
                    .flatMap(p -> p.nodes().stream())
                    .anyMatch(n -> n.sql().contains(text));
        }

        /** Notes what a parameter is compared with where its made-up text does not fit: its value has a type that it does not say. */
        private boolean learned(Map<String, List<String>> request, PipitException error) {
            Optional<UnfitLiteralException> unfit = UnfitLiteralException.in(error);
            Optional<String> parameter = unfit.flatMap(u -> SampleRequests.madeUp(request, u.literal()));
            return parameter.isPresent()
                    && fitting.putIfAbsent(parameter.get(), unfit.get().fitting()) == null;
        }

        private static boolean plain(PipeNode node) {
            return !node.sql().startsWith("%");
        }

        private Problem judged(Problem problem, boolean sometimes) {
            boolean certain = !sometimes && !(guessed && problem.code() == ErrorCode.TEMPLATE_ERROR);
            String when = sometimes
                    ? " (Seen for some parameters; for others the node is right.)"
                    : guessed ? " (Seen with made-up values for the parameters.)" : "";
            return new Problem(
                    certain ? Severity.ERROR : Severity.WARNING,
                    problem.code(),
                    problem.position(),
                    problem.message() + when);
        }

        private SourcePosition place() {
            return pipe.file().at(pipe.nodes().get(node).section().line());
        }
    }
}
