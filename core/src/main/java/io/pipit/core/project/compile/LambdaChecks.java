package io.pipit.core.project.compile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.core.project.lambda.LambdaPlanner;
import io.pipit.core.project.pipe.MissingColumns;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeParameters;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Whether what a copy with {@code COPY_MODE lambda} writes can be kept fresh between its runs; where not, a warning says why. */
final class LambdaChecks {
    private final Dialect dialect;
    private final Resources resources;
    private final Map<String, TableSpec> dataSources;
    private final Set<String> landing;
    private final Map<String, String> targets;
    private final List<Problem> problems;

    LambdaChecks(
            Dialect dialect,
            Resources resources,
            Map<String, TableSpec> dataSources,
            Set<String> landing,
            Map<String, String> targets,
            List<Problem> problems) {
        this.dialect = dialect;
        this.resources = resources;
        this.dataSources = dataSources;
        this.landing = landing;
        this.targets = targets;
        this.problems = problems;
    }

    Optional<LambdaPlan> plan(Pipe pipe, TableSpec target, TemplateVariables variables, List<ViewPlan> views) {
        try {
            alone(pipe, target.name());
            if (!PipeParameters.of(pipe, resources).isEmpty()) {
                throw refused("it has parameters, which may differ from run to run");
            }
            PipeTranslator translator = new PipeTranslator(dialect, resources, Map.of(), variables);
            TranslatedQuery query = translator.translate(pipe, pipe.output(), TranslationMode.PLAIN);
            Pipe whole = MissingColumns.completed(pipe, query.columns(), target);
            if (whole != pipe) {
                translator = new PipeTranslator(dialect, resources, Map.of(), variables);
                query = translator.translate(whole, whole.output(), TranslationMode.PLAIN);
            }
            LambdaPlanner planner = new LambdaPlanner(dialect, name -> Optional.ofNullable(dataSources.get(name)));
            LambdaPlan plan = planner.plan(whole, translator, query, target);
            followable(plan.source(), views);
            return Optional.of(plan);
        } catch (PipitException e) {
            if (e.code() == ErrorCode.UNSUPPORTED_SQL) {
                problems.add(new Problem(
                        Severity.WARNING,
                        ErrorCode.UNSUPPORTED_SQL,
                        e.position().orElse(place(pipe)),
                        "The data source '" + target.name() + "' is scheduled only: what the copy '" + pipe.name()
                                + "' writes cannot be kept fresh between its runs, since " + e.getMessage()
                                + ". It is as fresh as the last run."));
            }
            return Optional.empty(); // anything else has been reported with the pipe
        }
    }

    /** What others write into the target would not be told from results. */
    private void alone(Pipe pipe, String target) {
        targets.entrySet().stream()
                .filter(e -> e.getValue().equals(target) && !e.getKey().equals(pipe.name()))
                .findFirst()
                .ifPresent(e -> {
                    throw refused("the pipe '" + e.getKey() + "' writes into '" + target + "' too");
                });
        if (landing.contains(target)) {
            throw refused("events may land in '" + target + "' too; remove its JSON paths");
        }
    }

    /** Rows that come and go with the runs of a copy are not told by a position. */
    private void followable(String source, List<ViewPlan> views) {
        views.stream()
                .filter(view -> view.target().equals(source) && !landing.contains(view.root()))
                .findFirst()
                .ifPresent(view -> {
                    throw refused("'" + source + "' is made of '" + view.root()
                            + "', which copies write, whose rows do not come one by one");
                });
        targets.entrySet().stream()
                .filter(e -> e.getValue().equals(source)
                        && resources.pipes().get(e.getKey()).kind() == PipeKind.COPY)
                .findFirst()
                .ifPresent(e -> {
                    throw refused("the copy '" + e.getKey() + "' writes into '" + source
                            + "', whose rows do not come one by one");
                });
    }

    /** A view would see neither the rows that come between the runs nor those that go. */
    static void readers(
            List<ViewPlan> views,
            Collection<CopyPlan> copies,
            Function<ViewPlan, SourcePosition> place,
            List<Problem> problems) {
        for (CopyPlan copy : copies) {
            for (ViewPlan view : views) {
                if (copy.lambda().isPresent() && view.sql().tables().contains(copy.target())) {
                    problems.add(new Problem(
                            Severity.ERROR,
                            ErrorCode.UNSUPPORTED_SQL,
                            place.apply(view),
                            "The materialized node '" + view.node() + "' reads '" + copy.target()
                                    + "', which the copy '" + copy.pipe()
                                    + "' keeps fresh (COPY_MODE lambda): its rows are worked out when somebody asks, so no blocks of them come by."
                                    + " Read it in an endpoint, or write COPY_MODE replace."));
                }
            }
        }
    }

    private static PipitException refused(String reason) {
        return new PipitException(ErrorCode.UNSUPPORTED_SQL, reason);
    }

    private static SourcePosition place(Pipe pipe) {
        return pipe.file().at(pipe.outputNode().section().line());
    }
}
