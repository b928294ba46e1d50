package io.pipit.jobs.reconcile.job;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.TooManyMissing;
import io.pipit.jobs.reconcile.compare.Findings.Kind;
import io.pipit.jobs.reconcile.compare.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison on a cluster, after which a server of the installation puts in what is missing. */
public final class ReconcileSubmission {
    private final ReconcileAttempt attempt;
    private final Optional<InstallationServer> server;

    /**
     * Without a server nothing is put in.
     *
     * @param server that puts rows in
     */
    public ReconcileSubmission(ReconcileAttempt attempt, Optional<InstallationServer> server) {
        this.attempt = attempt;
        this.server = server;
    }

    /**
     * Does it.
     *
     * @param repairs when runs have put rows in, as far as that is known
     * @return what was found and done, for people
     */
    public String run(ReconcileRequest request, Plan plan, List<Range> repairs) {
        ReconcileOutcome found = attempt.compare(request, plan, repairs);
        List<String> lines = new ArrayList<>(FoundText.of(found, request.ways() == ReconcileRequest.Ways.BOTH));
        if (request.repair() == ReconcileRequest.Repair.MISSING && found.count(Kind.MISSING) > 0) {
            lines.add(1, putIn(request, plan, found));
        }
        lines.set(0, "Reconciliation of " + request.name() + ": " + lines.get(0));
        return String.join("\n", lines);
    }

    private String putIn(ReconcileRequest request, Plan plan, ReconcileOutcome found) {
        long missing = found.count(Kind.MISSING);
        TooManyMissing.check(request, ReconcileFiles.of(plan).find(request.name()), missing, found.compared());
        if (!found.all(Kind.MISSING)) {
            throw new PipitException(
                    ErrorCode.TOO_MANY_MISSING,
                    String.format(
                            Locale.ROOT,
                            "%,d rows are missing, more than a job on a cluster can name; nothing was put in. Give it shorter"
                                    + " ranges, or fill this one with: pipit backfill %s",
                            missing,
                            request.name()));
        }
        InstallationServer.PutIn done = server.orElseThrow().putIn(request.name(), found.ids(Kind.MISSING));
        return String.format(
                Locale.ROOT,
                "%,d put in, %,d had arrived meanwhile, %,d are gone from the database, %,d do not fit",
                done.putIn(),
                done.arrived(),
                done.gone(),
                done.unfit());
    }
}
