package io.pipit.jobs.plan;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the files of a version say about the history of its views. */
final class Wishes {
    private static final Pattern SKIP = Pattern.compile("(?im)^\\s*BACKFILL\\s+[\"']?skip\\b");
    private static final Pattern ALTER = Pattern.compile("(?im)^\\s*DEPLOYMENT_METHOD\\s+[\"']?alter\\b");

    private final Plan plan;

    Wishes(Plan plan) {
        this.plan = plan;
    }

    /** Whether a view is not filled with what was before it: {@code BACKFILL skip} of its target. */
    boolean skipsHistory(ViewPlan view) {
        return text(view.target() + ".datasource")
                .filter(t -> SKIP.matcher(t).find())
                .isPresent();
    }

    /** Whether the rows of a view stay when its SQL changes. */
    boolean keepsRows(ViewPlan view) {
        return skipsHistory(view)
                || text(view.pipe() + ".pipe")
                        .filter(t -> ALTER.matcher(t).find())
                        .isPresent();
    }

    private Optional<String> text(String file) {
        return plan.files().texts().entrySet().stream()
                .filter(e -> e.getKey().equals(file) || e.getKey().endsWith("/" + file))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
