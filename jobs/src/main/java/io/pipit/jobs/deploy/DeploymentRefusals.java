package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Why a deployment does not begin, and what to do. */
final class DeploymentRefusals {
    private DeploymentRefusals() {}

    /** Another one is on its way. */
    static PipitException other(Deployment open) {
        return new PipitException(
                ErrorCode.DEPLOYMENT_OPEN,
                "Deployment " + open.id() + " of " + open.author() + ", begun at "
                        + Instant.ofEpochMilli(open.createdAtMillis()).truncatedTo(ChronoUnit.SECONDS) + ", is "
                        + word(open) + ": there can be one at a time. " + advice(open));
    }

    private static String advice(Deployment open) {
        String show = "Wait for it; 'pipit deployment show " + open.id() + "' says how far it is";
        return switch (open.state()) {
            case STAGED -> "Promote it ('pipit deployment promote') or discard it ('pipit deployment discard') first.";
            case FILLING -> show + ", 'pipit deployment discard' ends it.";
            default -> show + ".";
        };
    }

    /** The rows of a view are being made once more. */
    static PipitException populating(String view) {
        return new PipitException(
                ErrorCode.DEPLOYMENT_OPEN,
                "The rows of '" + view
                        + "' are being made once more (populate). Try again when that is done; 'pipit job ls'"
                        + " says how far it is, 'pipit job cancel' with its id ends it.");
    }

    /** There is nothing to promote. */
    static PipitException noneStaged(String why) {
        return new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                why
                        + "No deployment is staged. 'pipit deploy --no-promote' stages one; 'pipit deployment ls' shows all.");
    }

    /** What was to be promoted is not staged. */
    static PipitException notStaged(Deployment found) {
        String is = "Deployment " + found.id() + " is " + word(found) + ". ";
        return switch (found.state()) {
            case LIVE -> new PipitException(ErrorCode.INVALID_ARGUMENT, is + "There is nothing to promote.");
            case FILLING, SWITCHING -> new PipitException(ErrorCode.INVALID_ARGUMENT, is + advice(found));
            case FORMER ->
                new PipitException(
                        ErrorCode.INVALID_ARGUMENT,
                        is + "'pipit deployment rollback --to " + found.id() + "' brings its files back.");
            default -> noneStaged(is);
        };
    }

    /** A state in a sentence. */
    static String word(Deployment deployment) {
        return switch (deployment.state()) {
            case FILLING -> "being filled";
            case STAGED -> "staged";
            case SWITCHING -> "going live";
            case LIVE -> "live";
            case FORMER -> "a former one";
            case DISCARDED -> "discarded";
            case FAILED -> "failed";
        };
    }
}
