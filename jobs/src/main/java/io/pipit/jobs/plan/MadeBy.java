package io.pipit.jobs.plan;

import io.pipit.core.project.Plan;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The version of a project that made the tables which are there, for those of which an earlier version of Pipit noted translations only:
 * where Pipit translates otherwise now, they are compared with what that version's files say.
 */
final class MadeBy {
    private final Supplier<Optional<Plan>> version;
    private Optional<Plan> known;

    MadeBy(Supplier<Optional<Plan>> version) {
        this.version = version;
    }

    /** A fingerprint with what was written, where that is not noted in it and is needed. */
    Fingerprint complete(Fingerprint found, String table, Fingerprint wanted) {
        if (!found.translatedOnly() || found.keeps(wanted)) {
            return found;
        }
        if (known == null) {
            known = version.get();
        }
        return known.flatMap(plan -> plan.table(table).map(spec -> Fingerprint.of(spec, plan)))
                .map(found::writtenAs)
                .orElse(found);
    }
}
