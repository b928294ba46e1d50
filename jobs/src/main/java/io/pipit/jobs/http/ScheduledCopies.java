package io.pipit.jobs.http;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.schedule.CopySchedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The copies of a project and their schedules. */
public final class ScheduledCopies implements ScheduledWork {
    private static final int NEWEST = 50;

    private final CopyRuns runs;
    private final CopySchedules schedules;
    private final Supplier<? extends List<CopyPlan>> copies;

    /**
     * Of these runs.
     *
     * @param copies with the schedules that they have now
     */
    public ScheduledCopies(CopyRuns runs, CopySchedules schedules, Supplier<? extends List<CopyPlan>> copies) {
        this.runs = runs;
        this.schedules = schedules;
        this.copies = copies;
    }

    @Override
    public String kind() {
        return "copy";
    }

    @Override
    public Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        copies.get().forEach(copy -> lines.put(copy.pipe(), copy.schedule()));
        return lines;
    }

    /** With the parameters of the schedule, but not for a time: it is a run of its own. */
    @Override
    public Map<String, Object> run(String name) {
        return JobObject.of(
                runs.start(new CopyRequest(
                        name,
                        schedules.parameters(name),
                        Optional.empty(),
                        Optional.empty(),
                        Repetition.NO_OP,
                        Optional.empty())),
                runs,
                "");
    }

    @Override
    public List<Map<String, Object>> history(String name) {
        return runs.newestOf(name, NEWEST).stream()
                .map(run -> JobObject.of(run, runs, ""))
                .toList();
    }
}
