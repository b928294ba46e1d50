package io.pipit.jobs.plan;

import io.pipit.core.block.EngineClause;
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
    private static final String SUCCESSOR = "--next";
    private static final String FORMER = "--former";

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
        /** It has no rows yet; its views fill it. */
        FILL,
        /** It begins empty, and its feeds are derived from their logs again. */
        DERIVE,
        /** The table that it took the place of comes back; its feeds go on where they left it. */
        TAKE_BACK
    }

    String name() {
        return table.name();
    }

    /** The lake's name of the table that is going to take this one's place. No data source can be called so. */
    String successor() {
        return successor(table.name());
    }

    /** The same of a table. */
    static String successor(String table) {
        return table + SUCCESSOR;
    }

    /** Whether a name of the lake is one of {@link #former}. */
    static boolean isFormer(String name) {
        return name.endsWith(FORMER);
    }

    /** The name of the table that took the place of a {@link #former} one. */
    static String ofFormer(String name) {
        return name.substring(0, name.length() - FORMER.length());
    }

    /** Whether a name of the lake is that of a table which is not, or no longer, in its place. */
    static boolean beside(String name) {
        return name.endsWith(SUCCESSOR) || isFormer(name);
    }

    /** The lake's name of the table that this one took the place of. */
    String former() {
        return former(table.name());
    }

    /** The lake's name of the table that a table took the place of. */
    static String former(String table) {
        return table + FORMER;
    }

    /** The same under the successor's name. */
    TableSpec successorSpec() {
        return new TableSpec(successor(), table.columns(), table.engine(), table.sortingKey(), table.partitionKey());
    }

    /** Whether another table takes the place of the one that is there. */
    boolean replaces() {
        return kind != Kind.NEW && kind != Kind.KEEP;
    }

    /** Whether that one is made of the lake's rows before anybody reads it. */
    boolean filled() {
        return kind == Kind.REBUILD || kind == Kind.REFILL || kind == Kind.FILL;
    }

    /** Whether the engine of the table that is there folds no rows. */
    boolean keptAllRows() {
        return found.isPresent() && found.get().engine().equals(EngineClause.Kind.MERGE_TREE.name());
    }

    /** Whether rows are taken over that another engine, or by other keys, has folded. */
    boolean staysFolded() {
        return kind == Kind.REBUILD
                && !keptAllRows()
                && found.isPresent()
                && !found.get().sameLayout(wanted);
    }

    /** Why the rows that are there cannot stay as they are, for people; the empty text where they can. */
    String reason() {
        return found.isEmpty() || found.get().keeps(wanted) ? "" : found.get().difference(wanted);
    }
}
