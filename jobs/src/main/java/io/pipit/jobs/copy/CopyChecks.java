package io.pipit.jobs.copy;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.foreign.ForeignColumnsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether copies could be run with some parameters, as far as that can be said without running them. */
public final class CopyChecks {
    private final Plan plan;
    private Optional<PipeQueries> queries = Optional.empty();

    /** Of a plan. */
    public CopyChecks(Plan plan) {
        this.plan = plan;
    }

    /**
     * Checks that a copy knows a parameter.
     *
     * @throws PipitException {@code INVALID_PARAMETER}
     */
    public void parameter(CopyPlan copy, String name, String value) {
        CopyParameters.check(copy, request(copy, Map.of(name, List.of(value))), plan);
    }

    /**
     * Checks that these values make a query.
     *
     * @throws PipitException what is wrong with them
     */
    public void query(CopyPlan copy, Map<String, List<String>> values) {
        CopyParameters.check(copy, request(copy, values), plan);
        PipeQueries made = queries.orElseGet(() -> new PipeQueries(plan));
        queries = Optional.of(made);
        try {
            made.pipe(copy.pipe(), values);
        } catch (ForeignColumnsException e) {
            // the run says the rest
        } catch (PipitException e) {
            throw CopyParameters.explained(copy, e);
        }
    }

    private static CopyRequest request(CopyPlan copy, Map<String, List<String>> values) {
        return CopyRequest.of(copy.pipe(), values);
    }
}
