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
 * @param rows the source's hidden columns and columns, and the keys of all stages under their names
 * @param stages the keys of each stage; those of the last are columns of the target too. Empty for a query that takes each row by itself
 */
public record LambdaPlan(
        String pipe,
        String target,
        String source,
        TranslatedQuery query,
        TranslatedQuery rows,
        List<List<Key>> stages) {
    /**
     * One member of the keys of a stage.
     *
     * @param name of the column of {@code rows}
     * @param nullable whether it may be NULL
     * @param column of the target, or the empty text in other stages than the last
     */
    public record Key(String name, boolean nullable, String column) {}

    /** Copies the lists. */
    public LambdaPlan {
        stages = stages.stream().map(List::copyOf).toList();
    }

    /** The same with this time, in microseconds since 1970, for the current one. */
    public LambdaPlan at(long micros) {
        FrozenTime time = new FrozenTime(micros);
        return new LambdaPlan(pipe, target, source, time.of(query), time.of(rows), stages);
    }

    /** Tells plans apart that do not go on from each other's results. */
    public String fingerprint() {
        String text = String.join("\u0000", query.pieces())
                + '\u0001'
                + String.join("\u0000", rows.pieces())
                + '\u0001'
                + source
                + '\u0001'
                + stages;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The keys by which results are taken out of the target; empty when none ever are. */
    public List<Key> removal() {
        return stages.isEmpty() ? List.of() : stages.get(stages.size() - 1);
    }
}
