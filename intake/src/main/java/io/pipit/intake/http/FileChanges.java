package io.pipit.intake.http;

import io.pipit.intake.file.FileStage.Staged;
import java.util.Map;

/** What happens with files beyond appending them: done by the part of the stack that changes rows. */
public interface FileChanges {
    /**
     * What a request asks for.
     *
     * @param append whether rows are appended, or take the place of others
     * @param condition which rows are replaced; the empty text for all
     * @param emptyMeansAll whether a file without rows empties the data source
     * @param baseUrl of the server, for the address of the job
     */
    record Wanted(String dataSource, boolean append, String condition, boolean emptyMeansAll, String baseUrl) {}

    /** Refuses what cannot be replaced. */
    void check(Wanted wanted);

    /** Refuses rows that cannot take the place of others. */
    void accept(Wanted wanted, Staged rows);

    /** Replaces rows; returns what became of it when it is done. */
    Map<String, Object> replace(Wanted wanted, Staged rows);

    /**
     * Appends rows to a data source that takes no events; returns what became of it when it is done.
     *
     * @param key under which the same rows are appended once, or the empty text
     */
    Map<String, Object> append(Wanted wanted, Staged rows, String key);

    /** Begins to fetch a file; returns the job. */
    Map<String, Object> fetch(Wanted wanted, String url, String format);
}
