package io.pipit.jobs.main;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.reconcile.RangeTimes;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import java.net.URI;
import java.util.Optional;

/**
 * What a reconciliation is told.
 *
 * @param server that puts in what is missing; nothing for a dry run
 */
record ReconcileArguments(ReconcileRequest request, Optional<URI> server) {
    /**
     * Reads them.
     *
     * @throws PipitException {@code INVALID_PARAMETER} and {@code INVALID_CONFIG} with what is wrong
     */
    static ReconcileArguments of(JobArguments given) {
        boolean dry = given.has("--dry-run");
        ReconcileRequest request = ReconcileRequest.reconcile(
                        given.text("--name"),
                        RangeTimes.micros(given.text("--start"), "start"),
                        RangeTimes.micros(given.text("--end"), "end"),
                        dry ? Repair.NOTHING : Repair.MISSING)
                .withMaxMissing(given.number("--max-missing", (int) ReconcileRequest.MAX_MISSING))
                .checked();
        return new ReconcileArguments(
                given.has("--both-ways") ? request.bothWays() : request,
                dry ? Optional.empty() : Optional.of(server(given)));
    }

    private static URI server(JobArguments given) {
        String text = given.find("--server")
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_CONFIG,
                        "A job on a cluster puts no rows in by itself: nobody would hold back the originals meanwhile, and drop them"
                                + " when they come later. Say with --server URL where a server of the installation runs, which does"
                                + " that, or --dry-run to be told what is missing."));
        try {
            URI address = URI.create(text);
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new PipitException(
                ErrorCode.INVALID_CONFIG,
                "--server is the address of a server, as in http://host:7181, not '" + text + "'.");
    }
}
