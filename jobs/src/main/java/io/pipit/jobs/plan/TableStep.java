package io.pipit.jobs.plan;

import io.pipit.core.block.TableSpec;
import java.util.Optional;

/**
 * What a version of a project does to one table of the lake.
 *
 * @param table as the version has it
 * @param kind what is done
 * @param found what the rows that are there were made by; empty when there is no table, or one that does not say
 * @param wanted what its rows are to be made by
 */
record TableStep(TableSpec table, Kind kind, Optional<Fingerprint> found, Fingerprint wanted) {
    /** What is done to a table. */
    enum Kind {
        /** It is not there yet. */
        NEW,
        /** It goes on, with more columns perhaps. */
        KEEP,
        /** Its own rows are taken over into another layout. */
        REBUILD,
        /** Its views fill it from the rows of their roots. */
        REFILL,
        /** It begins empty, and its feeds are derived from their logs again. */
        DERIVE
    }

    String name() {
        return table.name();
    }

    /** The lake's name of the table that is going to take this one's place. No data source can be called so. */
    String successor() {
        return table.name() + "--next";
    }

    /** The same under the successor's name. */
    TableSpec successorSpec() {
        return new TableSpec(successor(), table.columns(), table.engine(), table.sortingKey(), table.partitionKey());
    }

    /** Whether another table takes the place of the one that is there, filled before anybody reads it. */
    boolean replaces() {
        return kind == Kind.REBUILD || kind == Kind.REFILL;
    }

    /** Why the rows that are there cannot stay as they are, for people; the empty text where they can. */
    String reason() {
        return found.isEmpty() || found.get().keeps(wanted) ? "" : found.get().difference(wanted);
    }
}
