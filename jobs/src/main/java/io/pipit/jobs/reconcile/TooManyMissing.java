package io.pipit.jobs.reconcile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import java.util.Locale;

/** Keeps a mistaken range, or the wrong data source, from being filled. */
public final class TooManyMissing {
    private TooManyMissing() {}

    /**
     * Refuses to put in more than the request allows.
     *
     * @param compared rows of the source
     * @throws PipitException {@code TOO_MANY_MISSING}
     */
    public static void check(ReconcileRequest request, ReconcileDefinition definition, long missing, long compared) {
        if (request.repair() == ReconcileRequest.Repair.MISSING && missing > request.maxMissing()) {
            throw new PipitException(
                    ErrorCode.TOO_MANY_MISSING,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d rows are missing in '%s', more than the %,d that are put in without being told"
                                    + " to; nothing was put in. Is it the right data source and range? Then say"
                                    + " --max-missing %d, or fill it with: pipit backfill %s",
                            missing,
                            compared,
                            definition.dataSource(),
                            request.maxMissing(),
                            missing,
                            definition.name()));
        }
    }
}
