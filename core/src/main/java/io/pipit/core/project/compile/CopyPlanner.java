package io.pipit.core.project.compile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.Schedules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Plans the copies of a project. */
final class CopyPlanner {
    private static final String LAMBDA = "LAMBDA";
    private static final List<String> MODES = List.of("APPEND", "REPLACE", LAMBDA);

    private final PlanContext context;
    /** The tables that copies read, by pipe. */
    private final Map<String, Set<String>> read = new TreeMap<>();

    CopyPlanner(PlanContext context) {
        this.context = context;
    }

    Map<String, CopyPlan> copies(List<ViewPlan> views) {
        Map<String, CopyPlan> copies = new TreeMap<>();
        context.ofKind(PipeKind.COPY).forEach(p -> copy(p, views).ifPresent(c -> copies.put(p.name(), c)));
        return copies;
    }

    /** The tables that copies read, by pipe. */
    Map<String, Set<String>> tablesRead() {
        return read;
    }

    private Optional<CopyPlan> copy(Pipe pipe, List<ViewPlan> views) {
        String target = context.targets.get(pipe.name());
        String schedule = schedule(pipe);
        String mode = mode(pipe);
        if (target == null) {
            return Optional.empty();
        }
        checkCopy(pipe, context.dataSources.get(target));
        Optional<LambdaPlan> fresh = mode.equals(LAMBDA) ? lambda(pipe, target, views) : Optional.empty();
        CopyPlan.Mode written = mode.equals("APPEND") ? CopyPlan.Mode.APPEND : CopyPlan.Mode.REPLACE;
        return Optional.of(new CopyPlan(pipe.name(), target, written, schedule, fresh));
    }

    private String schedule(Pipe pipe) {
        Optional<Directive> written = pipe.outputNode().section().find("COPY_SCHEDULE");
        try {
            return written.map(d -> Schedules.cron(d.value())).orElse("");
        } catch (PipitException e) {
            context.error(e.code(), pipe.file().at(written.orElseThrow()), e.getMessage());
            return "";
        }
    }

    private String mode(Pipe pipe) {
        Optional<Directive> written = pipe.outputNode().section().find("COPY_MODE");
        String mode =
                written.map(d -> d.value().strip().toUpperCase(Locale.ROOT)).orElse("APPEND");
        if (!MODES.contains(mode)) {
            context.error(
                    ErrorCode.FILE_SYNTAX,
                    pipe.file().at(written.orElseThrow()),
                    "COPY_MODE '" + written.get().value() + "' is not known; expected append, replace or lambda."
                            + NearestName.hint(mode, List.of("append", "replace", "lambda")));
            return "APPEND";
        }
        return mode;
    }

    private Optional<LambdaPlan> lambda(Pipe pipe, String target, List<ViewPlan> views) {
        return new LambdaChecks(
                        context.dialect,
                        context.resources(),
                        context.dataSources,
                        context.landing(),
                        context.targets,
                        context.problems)
                .plan(pipe, context.dataSources.get(target), context.files.variables(), views);
    }

    private void checkCopy(Pipe pipe, TableSpec target) {
        context.endpointChecks()
                .sample(pipe)
                .map(query -> {
                    read.put(pipe.name(), query.tables());
                    return query;
                })
                .flatMap(query -> OutputCheck.check(query.columns(), target))
                .ifPresent(m -> context.error(
                        ErrorCode.INVALID_PROJECT, PlanContext.place(pipe), "The pipe does not fit its target: " + m));
    }

    /** Refuses a copy whose views could not follow it exactly. */
    void checkFollowers(CopyPlan copy, Plan plan) {
        if (copy.mode() == CopyPlan.Mode.REPLACE) {
            Followers.of(plan, copy.target())
                    .obstacle()
                    .ifPresent(why -> context.error(
                            ErrorCode.INVALID_PROJECT,
                            PlanContext.place(context.project.pipes().get(copy.pipe())),
                            "The copy '" + copy.pipe() + "' replaces the rows of '" + copy.target()
                                    + "', and its views could not follow exactly: " + why
                                    + ". Let each of them write a data source of its own, or use COPY_MODE append."));
        }
    }
}
