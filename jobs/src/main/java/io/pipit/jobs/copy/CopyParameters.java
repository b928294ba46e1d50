package io.pipit.jobs.copy;

import io.pipit.batch.copy.Batches;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.template.expression.MissingParameterException;
import java.util.List;
import java.util.regex.Pattern;

/** Whether what is asked of a copy means something to it: a name that it does not know would run it over everything. */
final class CopyParameters {
    private static final List<String> OF_PIPIT = List.of(Batches.BY, Batches.SIZE);

    private CopyParameters() {}

    static void check(CopyPlan copy, CopyRequest request, Plan plan) {
        PipeQueries queries = new PipeQueries(plan);
        List<String> known = queries.parameters(copy.pipe());
        boolean taken = queries.takesParameters(copy.pipe());
        for (String name : request.parameters().keySet()) {
            if (!known.contains(name) && !OF_PIPIT.contains(name) && !(taken && written(name, plan))) {
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The copy '" + copy.pipe() + "' has no parameter '" + name + "'."
                                + NearestName.hint(name, known)
                                + (known.isEmpty()
                                        ? " It takes none."
                                        : " It takes " + String.join(", ", known) + "."));
            }
        }
        Batches.of(request.parameters());
    }

    /** The same error; of a parameter that is missing, with how one is given to a copy. */
    static PipitException explained(CopyPlan copy, PipitException error) {
        return MissingParameterException.parameterOf(error)
                .map(name -> new PipitException(
                        error.code(),
                        "The copy '" + copy.pipe() + "' needs the parameter '" + name + "': pipit copy run "
                                + copy.pipe()
                                + " --param " + name + "=... (?" + name + "=... in a request, params." + name
                                + " in a file of schedules).",
                        error.position().orElse(null),
                        error))
                .orElse(error);
    }

    /** Templates may look at names in ways that do not declare them. */
    private static boolean written(String name, Plan plan) {
        Pattern word = Pattern.compile("\\{[{%](?:(?![%}]\\}).)*\\b" + Pattern.quote(name) + "\\b", Pattern.DOTALL);
        return plan.files().texts().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".pipe") || file.getKey().endsWith(".incl"))
                .anyMatch(file -> word.matcher(file.getValue()).find());
    }
}
