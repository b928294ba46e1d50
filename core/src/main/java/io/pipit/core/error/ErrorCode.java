package io.pipit.core.error;

import java.util.Arrays;

/**
 * The catalogue of errors. Names are stable: scripts and dashboards may match on them.
 *
 * <p>Each code states its kind, whether the same request may be repeated, and the HTTP status that the server answers.
 */
public enum ErrorCode {
    // --- project files
    FILE_SYNTAX(ErrorKind.USER, false, 400),
    UNKNOWN_DIRECTIVE(ErrorKind.USER, false, 400),
    UNKNOWN_RESOURCE(ErrorKind.USER, false, 404),
    DUPLICATE_RESOURCE(ErrorKind.USER, false, 400),
    INVALID_PROJECT(ErrorKind.USER, false, 400),
    TEMPLATE_ERROR(ErrorKind.USER, false, 400),
    MISSING_PARAMETER(ErrorKind.USER, false, 400),
    INVALID_PARAMETER(ErrorKind.USER, false, 400),

    // --- the dialect
    SQL_SYNTAX(ErrorKind.USER, false, 400),
    UNKNOWN_TABLE(ErrorKind.USER, false, 400),
    UNKNOWN_COLUMN(ErrorKind.USER, false, 400),
    UNKNOWN_FUNCTION(ErrorKind.USER, false, 400),
    UNKNOWN_TYPE(ErrorKind.USER, false, 400),
    INVALID_ARGUMENT(ErrorKind.USER, false, 400),
    UNSUPPORTED_SQL(ErrorKind.USER, false, 400),
    QUERY_FAILED(ErrorKind.USER, false, 400),
    OUT_OF_MEMORY(ErrorKind.RESOURCE, true, 503),
    /** A disk or a remote store failed, or a file is not there. */
    STORAGE_FAILED(ErrorKind.RESOURCE, true, 503),

    // --- intake
    INVALID_BODY(ErrorKind.USER, false, 400),
    BODY_TOO_LARGE(ErrorKind.USER, false, 413),
    UNSUPPORTED_ENCODING(ErrorKind.USER, false, 415),
    UNKNOWN_DATA_SOURCE(ErrorKind.USER, false, 404),
    INTAKE_FULL(ErrorKind.RESOURCE, true, 503),
    LOG_UNAVAILABLE(ErrorKind.RESOURCE, true, 503),
    /** Brokers of the log that do not take the credentials, or whose certificate is not trusted. */
    LOG_REFUSED(ErrorKind.USER, false, 503),
    /** The log may or may not hold the blocks: a repeat without an idempotency key may count the events twice. */
    ACCEPTANCE_UNKNOWN(ErrorKind.RESOURCE, false, 500),
    DISK_FULL(ErrorKind.RESOURCE, true, 503),

    // --- log and lake
    /** The log holds less than the lake relies on: trimmed too far, or made anew. */
    DATA_LOSS(ErrorKind.RESOURCE, false, 500),
    /** A non-empty table whose current snapshot does not say what it covers. */
    COVERAGE_MISSING(ErrorKind.INTERNAL, false, 500),
    CATALOG_UNAVAILABLE(ErrorKind.RESOURCE, true, 503),
    COMMIT_CONFLICT(ErrorKind.RESOURCE, true, 503),

    // --- serving
    UNKNOWN_ENDPOINT(ErrorKind.USER, false, 404),
    NOT_READY(ErrorKind.RESOURCE, true, 503),
    POSITION_TIMEOUT(ErrorKind.RESOURCE, true, 408),
    QUERY_TIMEOUT(ErrorKind.RESOURCE, true, 408),
    /** The fresh rows do not join on to what is held; reads stop until they are read again from coverage. */
    FRESH_GAP(ErrorKind.RESOURCE, true, 503),

    // --- batch
    COPY_FAILED(ErrorKind.RESOURCE, true, 500),
    /** A run of a copy would add rows once more that an earlier run with other parameters has added. */
    COPY_OVERLAPS(ErrorKind.USER, false, 409),
    INVALID_SCHEDULE(ErrorKind.USER, false, 400),
    /** Another version of the project is on its way. */
    DEPLOYMENT_OPEN(ErrorKind.USER, false, 409),

    // --- other databases
    /** A database, broker or registry that Pipit reads cannot be reached, or broke off. */
    SOURCE_UNAVAILABLE(ErrorKind.RESOURCE, true, 503),
    /** What is said of a table of another database does not fit it: columns, types, keys, user. */
    SOURCE_INVALID(ErrorKind.USER, false, 400),
    /** Brokers or a registry do not accept the credentials, or do not allow to read. */
    SOURCE_REFUSED(ErrorKind.USER, false, 403),
    /** A topic was made anew, or lost its end, since it was read. */
    SOURCE_CHANGED(ErrorKind.RESOURCE, false, 409),
    UNKNOWN_TOPIC(ErrorKind.USER, false, 404),
    /** More is missing than a repair puts in without being told to. */
    TOO_MANY_MISSING(ErrorKind.USER, false, 409),

    // --- installation
    INVALID_CONFIG(ErrorKind.USER, false, 400),
    PORT_IN_USE(ErrorKind.USER, false, 500),
    /** Log, catalog and database are not all of one installation. */
    FOREIGN_INSTALLATION(ErrorKind.USER, false, 500),
    STATE_LOCKED(ErrorKind.USER, false, 500),
    ADDRESS_REFUSED(ErrorKind.USER, false, 400),
    /** A request without the token of the server. */
    ACCESS_DENIED(ErrorKind.USER, false, 403),
    SERVER_UNREACHABLE(ErrorKind.RESOURCE, true, 503),

    // --- Flink clusters
    /** The cluster runs another version of Flink than the jobs are made for. */
    CLUSTER_VERSION(ErrorKind.USER, false, 500),
    NO_FREE_SLOT(ErrorKind.RESOURCE, true, 503),
    /** The processes of the cluster run other classes of Pipit than those that made the job. */
    JAR_MISMATCH(ErrorKind.USER, false, 500),
    LIBRARY_MISSING(ErrorKind.USER, false, 500),
    /** The engines of a TaskManager would take more than is set aside for them. */
    NATIVE_MEMORY(ErrorKind.RESOURCE, true, 503),
    /** Another speed job of this installation runs. */
    SPEED_JOB_RUNS(ErrorKind.USER, false, 409),

    INTERNAL(ErrorKind.INTERNAL, false, 500);

    private final ErrorKind kind;
    private final boolean retryable;
    private final int httpStatus;

    ErrorCode(ErrorKind kind, boolean retryable, int httpStatus) {
        this.kind = kind;
        this.retryable = retryable;
        this.httpStatus = httpStatus;
    }

    /** The code of a name, as another process has sent it; {@link #INTERNAL} for one that is not known here. */
    public static ErrorCode named(String name) {
        return Arrays.stream(values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(INTERNAL);
    }

    /** Who can do something about it. */
    public ErrorKind kind() {
        return kind;
    }

    /** Whether the same request may be sent again without doing harm. */
    public boolean retryable() {
        return retryable;
    }

    /** The HTTP status that stands for this error. */
    public int httpStatus() {
        return httpStatus;
    }
}
