package io.pipit.jobs.reconcile;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pipit.core.error.ErrorCode;
import io.pipit.jobs.store.StoredJob;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One run, as it is remembered. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param id names it for ever; the keys of what it puts in come from it
 * @param phase what it is at
 * @param done steps of this phase that are done
 * @param steps all steps of this phase
 * @param last the last row that a filling has put in, as time and id; the empty text for none
 * @param numbers what it found and did, by the names in {@link Numbers}
 * @param notCompared columns whose contents were not compared
 * @param position which everything that was compared is below, of the log
 * @param youngMicros rows of this time and later are pending, not missing
 */
public record ReconcileRun(
        String id,
        ReconcileRequest request,
        State state,
        Phase phase,
        int done,
        int steps,
        String last,
        Map<String, Long> numbers,
        List<String> notCompared,
        String position,
        long youngMicros,
        String error,
        String errorCode,
        long createdAtMillis,
        long startedAtMillis,
        long endedAtMillis)
        implements StoredJob {
    /** How far it is. */
    public enum State {
        WAITING,
        WORKING,
        DONE,
        ERROR,
        CANCELLED
    }

    /** What it is at. */
    public enum Phase {
        COMPARE,
        DELETE,
        PUT_IN,
        VIEWS
    }

    /** Names of numbers. */
    public static final class Numbers {
        /** Rows of the source that were compared. */
        public static final String COMPARED = "compared";
        /** Not shown. */
        public static final String MISSING = "missing";
        /** Not shown, and too young to tell. */
        public static final String PENDING = "pending";
        /** Shown and not in the source. */
        public static final String EXTRA = "extra";
        /** Shown more than once. */
        public static final String DUPLICATED = "duplicated";
        /** With other contents. */
        public static final String DIFFERING = "differing";
        /** Asked for by a clean-up. */
        public static final String WANTED = "wanted";
        /** Deleted by a clean-up. */
        public static final String DELETED = "deleted";
        /** Put in. */
        public static final String PUT_IN = "put_in";
        /** Missing first, and there by themselves when they should have been put in. */
        public static final String ARRIVED = "arrived";
        /** Missing first, and gone from the source when they should have been put in. */
        public static final String GONE = "gone";
        /** Not put in, since they do not fit the data source. */
        public static final String UNFIT = "unfit";
        /** What came over from the source, in rows. */
        public static final String TRANSFERRED = "transferred";

        /** Targets of views that were compared. */
        public static final String VIEWS = "views";
        /** Rows of them that differ. */
        public static final String VIEW_ROWS = "view_rows";

        private Numbers() {}
    }

    /** Copies the collections. */
    public ReconcileRun {
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
        notCompared = List.copyOf(notCompared);
    }

    /** One that was just asked for. */
    public static ReconcileRun asked(ReconcileRequest request, long nowMillis) {
        return new ReconcileRun(
                UUID.randomUUID().toString(),
                request,
                State.WAITING,
                first(request),
                0,
                0,
                "",
                Map.of(),
                List.of(),
                "",
                0,
                "",
                "",
                nowMillis,
                0,
                0);
    }

    private static Phase first(ReconcileRequest request) {
        return switch (request.kind()) {
            case RECONCILE -> Phase.COMPARE;
            case BACKFILL -> Phase.PUT_IN;
            case CLEANUP -> Phase.DELETE;
        };
    }

    /** Whether nothing more happens to it. */
    @JsonIgnore
    public boolean ended() {
        return state == State.DONE || state == State.ERROR || state == State.CANCELLED;
    }

    /** A number, 0 where it is none. */
    public long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /** It works. */
    public ReconcileRun working(long nowMillis) {
        return with(State.WORKING, "", "", startedAtMillis == 0 ? nowMillis : startedAtMillis, 0);
    }

    /** It goes on in a while; what stands in its way is said meanwhile. */
    ReconcileRun waiting(ErrorCode code, String why) {
        return with(State.WORKING, why, code.name(), startedAtMillis, 0);
    }

    /** Whether it has come to an answer of the source yet. */
    boolean begun() {
        return youngMicros > 0 || done > 0 || phase != first(request);
    }

    /** Whether it has done more than an earlier state of itself. */
    boolean beyond(ReconcileRun earlier) {
        return phase != earlier.phase() || done != earlier.done() || begun() && !earlier.begun();
    }

    /** It has ended well. */
    public ReconcileRun done(long nowMillis) {
        return with(State.DONE, "", "", startedAtMillis, nowMillis);
    }

    /** It was ended. */
    public ReconcileRun cancelled(long nowMillis) {
        return with(State.CANCELLED, "", "", startedAtMillis, nowMillis);
    }

    /** It has failed. */
    public ReconcileRun failed(ErrorCode code, String why, long nowMillis) {
        return with(State.ERROR, why, code.name(), startedAtMillis, nowMillis);
    }

    private ReconcileRun with(State next, String why, String code, long started, long ended) {
        Copy copy = new Copy(this);
        copy.state = next;
        copy.error = why;
        copy.errorCode = code;
        copy.startedAtMillis = started;
        copy.endedAtMillis = ended;
        return copy.run();
    }

    /** It has come so far. */
    public ReconcileRun at(Phase next, int doneSteps, int allSteps, Map<String, Long> counted) {
        Copy copy = new Copy(this);
        copy.phase = next;
        copy.done = doneSteps;
        copy.steps = allSteps;
        copy.numbers = counted;
        return copy.run();
    }

    /** It has put in everything up to a row. */
    public ReconcileRun after(String row) {
        Copy copy = new Copy(this);
        copy.last = row;
        return copy.run();
    }

    /** What it compares. */
    public ReconcileRun comparing(String at, long young, List<String> left) {
        Copy copy = new Copy(this);
        copy.notCompared = left;
        copy.position = at;
        copy.youngMicros = young;
        return copy.run();
    }

    /** The same run with some of its values changed. */
    private static final class Copy {
        private final ReconcileRun from;
        private State state;
        private Phase phase;
        private int done;
        private int steps;
        private String last;
        private Map<String, Long> numbers;
        private List<String> notCompared;
        private String position;
        private long youngMicros;
        private String error;
        private String errorCode;
        private long startedAtMillis;
        private long endedAtMillis;

        Copy(ReconcileRun from) {
            this.from = from;
            this.state = from.state;
            this.phase = from.phase;
            this.done = from.done;
            this.steps = from.steps;
            this.last = from.last;
            this.numbers = from.numbers;
            this.notCompared = from.notCompared;
            this.position = from.position;
            this.youngMicros = from.youngMicros;
            this.error = from.error;
            this.errorCode = from.errorCode;
            this.startedAtMillis = from.startedAtMillis;
            this.endedAtMillis = from.endedAtMillis;
        }

        ReconcileRun run() {
            return new ReconcileRun(
                    from.id,
                    from.request,
                    state,
                    phase,
                    done,
                    steps,
                    last,
                    numbers,
                    notCompared,
                    position,
                    youngMicros,
                    error,
                    errorCode,
                    from.createdAtMillis,
                    startedAtMillis,
                    endedAtMillis);
        }
    }
}
