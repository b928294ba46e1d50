package io.pipit.serving;

/**
 * Whether the tables of the lake are those of the version that is to be served. Where another process changes tables, some of them may be
 * of the next version already while queries are still those of the former one: nothing begins to answer from such a mix.
 */
@FunctionalInterface
public interface TablesInPlace {
    /** Tables change in this process only, and when it says so. */
    TablesInPlace ALWAYS = () -> "";

    /**
     * Names the moment: the same text as long as no table has changed places.
     *
     * @throws io.pipit.core.error.PipitException {@code NOT_READY} while they do, or why nobody can say it
     */
    String moment();
}
