package io.pipit.jobs.reconcile;

import io.pipit.core.config.DurationText;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import io.pipit.jobs.reconcile.source.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a schedule of the kind {@code reconcile} starts: a range that ends with the firing and begins some time before the former one, so that
 * what was too young then, or came late, is looked at again. Its parameters are {@code lookback} (how long before the former firing the range
 * begins, 24h where nothing is said), {@code dry_run}, {@code both_ways}, {@code views} and {@code max_missing}.
 */
public final class ScheduledReconcile {
    private static final String LOOKBACK = "lookback";
    private static final String DRY_RUN = "dry_run";
    private static final String BOTH_WAYS = "both_ways";
    private static final String VIEWS = "views";
    private static final String MAX_MISSING = "max_missing";
    private static final List<String> KNOWN = List.of(LOOKBACK, DRY_RUN, BOTH_WAYS, VIEWS, MAX_MISSING);
    private static final Duration DAY = Duration.ofDays(1);

    private ScheduledReconcile() {}

    /**
     * The request of a firing.
     *
     * @param name of the definition
     * @param previous the firing before it that ran
     * @throws PipitException {@code INVALID_PARAMETER} for a parameter that is not known or does not fit
     */
    public static ReconcileRequest request(
            String name, Map<String, String> parameters, Instant firing, Instant previous) {
        parameters.keySet().stream()
                .filter(key -> !KNOWN.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new PipitException(
                            ErrorCode.INVALID_PARAMETER,
                            "The schedule of '" + name + "' has no parameter '" + key + "'."
                                    + NearestName.hint(key, KNOWN) + " There are " + String.join(", ", KNOWN) + ".");
                });
        try {
            Duration lookback = parameters.containsKey(LOOKBACK) ? DurationText.parse(parameters.get(LOOKBACK)) : DAY;
            ReconcileRequest request = ReconcileRequest.reconcile(
                            name,
                            Times.micros((previous.isBefore(firing) ? previous : firing).minus(lookback)),
                            Times.micros(firing),
                            truth(parameters, DRY_RUN) ? Repair.NOTHING : Repair.MISSING)
                    .withMaxMissing(Long.parseLong(
                            parameters.getOrDefault(MAX_MISSING, Long.toString(ReconcileRequest.MAX_MISSING))));
            ReconcileRequest ways = truth(parameters, BOTH_WAYS) ? request.bothWays() : request;
            return truth(parameters, VIEWS) ? ways.withViews() : ways;
        } catch (NumberFormatException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + MAX_MISSING + "' is '" + parameters.get(MAX_MISSING) + "'; a whole number is expected.",
                    e);
        } catch (IllegalArgumentException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + LOOKBACK + "' is '" + parameters.get(LOOKBACK) + "'; " + e.getMessage() + " is expected.",
                    e);
        }
    }

    private static boolean truth(Map<String, String> parameters, String name) {
        String text = parameters.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "'" + name + "' is '" + text + "'; true or false is expected.");
        }
        return text.equals("true");
    }
}
