package io.pipit.core.lake;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog whose commits and reads fail on demand, as those of a database do whose connection breaks. */
final class FaultyCatalog extends JdbcCatalog {
    /** What happens to the next commits. */
    enum Fault {
        NONE,
        /** The commit takes effect, but the answer is lost. */
        LOST_ANSWER,
        /** The commit does not arrive, and the caller cannot know. */
        LOST_REQUEST,
        /** The caller cannot know, looks and does not find it; then the commit takes effect. */
        LATE,
        /** As LOST_ANSWER, and then nothing can be read either. */
        LOST_ANSWER_THEN_AWAY,
        /** The commit is refused, as if another had been faster. */
        REFUSED,
        /** Nothing works. */
        AWAY
    }

    private volatile Fault fault = Fault.NONE;
    private volatile Runnable late;
    private volatile int looksUntilLate;
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger overtakes = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private volatile Runnable overtaking;

    void next(Fault next) {
        this.fault = next;
    }

    /** Somebody else does something just before each of the next commits. */
    void beforeCommits(int times, Runnable action) {
        overtaking = action;
        overtakes.set(times);
    }

    /** The next reads find that the metadata which they were told of has been deleted. */
    void metadataIsGone(int times) {
        gone.set(times);
    }

    private static boolean left(AtomicInteger times) {
        return times.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    int commitsTried() {
        return commits.get();
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new FaultyOperations(super.newTableOps(identifier));
    }

    private final class FaultyOperations extends WrappedOperations {
        FaultyOperations(TableOperations real) {
            super(real);
        }

        @Override
        public TableMetadata refresh() {
            if (fault == Fault.AWAY) {
                throw new IllegalArgumentException("connection refused");
            }
            if (left(gone)) {
                throw new NotFoundException("Location does not exist: 00078.metadata.json");
            }
            if (late != null && --looksUntilLate < 0) {
                Runnable arriving = late;
                late = null;
                arriving.run();
            }
            return super.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            commits.incrementAndGet();
            if (left(overtakes)) {
                overtaking.run();
            }
            Fault now = fault;
            switch (now) {
                case NONE -> real.commit(base, metadata);
                case LOST_ANSWER, LOST_ANSWER_THEN_AWAY -> {
                    real.commit(base, metadata);
                    fault = now == Fault.LOST_ANSWER ? Fault.NONE : Fault.AWAY;
                    throw new CommitStateUnknownException(new IllegalStateException("connection reset"));
                }
                case LOST_REQUEST -> {
                    fault = Fault.NONE;
                    throw new CommitStateUnknownException(new IllegalStateException("connection reset"));
                }
                case LATE -> {
                    fault = Fault.NONE;
                    looksUntilLate = 1;
                    late = () -> real.commit(base, metadata);
                    throw new CommitStateUnknownException(new IllegalStateException("connection reset"));
                }
                case REFUSED -> {
                    fault = Fault.NONE;
                    throw new CommitFailedException("refused");
                }
                case AWAY -> throw new IllegalArgumentException("connection refused");
            }
        }
    }
}
