package io.pipit.cli.client;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Repeats requests for which an installation has nobody for the moment: the process that led has died, and another one takes over. Only
 * for requests that may be repeated without harm. For one thread.
 */
public final class Insistence {
    /** So long at most; another process leads after some ten seconds. */
    public static final Duration USUAL = Duration.ofMinutes(2);

    private static final long PAUSE_MILLIS = 500;
    private static final Set<ErrorCode> PASSING = Set.of(
            ErrorCode.NOT_READY,
            ErrorCode.ACCEPTANCE_UNKNOWN,
            ErrorCode.CATALOG_UNAVAILABLE,
            ErrorCode.LOG_UNAVAILABLE,
            ErrorCode.SERVER_UNREACHABLE);

    private final Duration patience;
    private final Consumer<String> say;
    private boolean reached;
    private boolean perhapsDone;

    /** {@code say} is told, once for each time, that it is waited for. */
    public Insistence(Duration patience, Consumer<String> say) {
        this.patience = patience;
        this.say = say;
    }

    /**
     * The answer to a request.
     *
     * @throws PipitException that does not pass, among them that nothing has ever answered at the address; or the last one that did not pass
     *     in time
     */
    <T> T answer(Supplier<T> request) {
        long end = System.nanoTime() + patience.toNanos();
        boolean said = false;
        perhapsDone = false;
        while (true) {
            try {
                T answer = request.get();
                reached = true;
                return answer;
            } catch (PipitException e) {
                reached |= e.code() != ErrorCode.SERVER_UNREACHABLE;
                perhapsDone |= e.code() != ErrorCode.NOT_READY && !notReached(e);
                if (!passes(e) || System.nanoTime() > end) {
                    throw e;
                }
                if (!said) {
                    say.accept(e.getMessage() + " Asking again for up to " + patience.toSeconds() + " s …");
                    said = true;
                }
                pause();
            }
        }
    }

    /**
     * The answer to a request that begins a deployment.
     *
     * @throws PipitException as {@link #answer}; where any of the tries may have been heard, it says that what came of it is not known
     */
    <T> T begun(Supplier<T> request) {
        try {
            return answer(request);
        } catch (PipitException e) {
            if (!passes(e) || !perhapsDone) {
                throw e;
            }
            throw new PipitException(
                    e.code(),
                    e.getMessage()
                            + " So it is not known whether the deployment has begun; 'pipit deployment ls' says so."
                            + " The version that is live answers until another one is whole; to deploy the same files again does"
                            + " no harm.",
                    e);
        }
    }

    /** Whether an error may be gone soon. */
    boolean passes(PipitException e) {
        return PASSING.contains(e.code()) && !(e.getCause() instanceof SSLException) && (reached || !notReached(e));
    }

    /** Whether nobody has heard the request. */
    private static boolean notReached(PipitException e) {
        return e.getCause() instanceof ConnectException || e.getCause() instanceof HttpConnectTimeoutException;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while waiting for an answer.", e);
        }
    }
}
