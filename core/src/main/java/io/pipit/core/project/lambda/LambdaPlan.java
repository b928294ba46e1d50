package io.pipit.core.project.lambda;

import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * How the target of a copy is kept fresh.
 *
 * @param pipe the copy pipe
 * @param target the table that it replaces
 * @param source the one table that it reads
 * @param query the pipe's
 * @param keyed the source's rows with the keys of the groups that they pass; the last ones are columns of the target
 * @param written what people have written of the pipe
 */
public record LambdaPlan(
        String pipe, String target, String source, TranslatedQuery query, KeyedRows keyed, String written) {
    private static final char WRITTEN = '+';

    /**
     * One member of the keys of a stage.
     *
     * @param name of the column of the keyed rows
     * @param nullable whether it may be NULL
     * @param column of the target, or the empty text in other stages than the last one
     */
    public record Key(String name, boolean nullable, String column) {}

    /** The same with this time, in microseconds since 1970, for the current one. */
    public LambdaPlan at(long micros) {
        FrozenTime time = new FrozenTime(micros);
        return new LambdaPlan(
                pipe, target, source, time.of(query), new KeyedRows(time.of(keyed.rows()), keyed.paths()), written);
    }

    /** What is kept with a run, so that {@link #goesOn} can tell whether its results are those of a plan. */
    public String fingerprint() {
        return translated() + WRITTEN + hash(source + '\u0001' + written);
    }

    /**
     * Whether the results of a run are this plan's: the pipe is as it was written then, however this version of Pipit translates it, or says
     * the same in other words.
     *
     * @param fingerprint of the run
     */
    public boolean goesOn(String fingerprint) {
        int at = fingerprint.indexOf(WRITTEN); // an earlier version kept no more than what comes before
        return at < 0
                ? fingerprint.equals(translated())
                : fingerprint.startsWith(translated() + WRITTEN)
                        || fingerprint.endsWith(WRITTEN + hash(source + '\u0001' + written));
    }

    private String translated() {
        return hash(String.join("\u0000", query.pieces())
                + '\u0001'
                + String.join("\u0000", keyed.rows().pieces())
                + '\u0001'
                + source
                + '\u0001'
                + keyed.paths());
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the query takes each row by itself, so that no result ever changes. */
    public boolean byRow() {
        return keyed.paths().isEmpty();
    }

    /** The keys by which results are taken out of the target; empty when none ever are. */
    public List<Key> removal() {
        return byRow() ? List.of() : KeyedRows.lastOf(keyed.paths().get(0)).keys();
    }
}
