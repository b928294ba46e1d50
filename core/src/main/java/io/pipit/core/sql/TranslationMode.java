package io.pipit.core.sql;

/**
 * Which face of a query is wanted.
 *
 * @param keyedSource the table that stands for blocks, or the empty text. When set, the translated text runs all waiting blocks
 *     in one execution: the source carries {@code _part, _off, _row, _at}; these lead every GROUP BY, LIMIT BY, DISTINCT and
 *     window that reads it, and are the first columns of the result; {@code now()} is {@code _at}
 * @param anyOrder whether the rows may come in any order: which rows they are still depends on ORDER BY, where LIMIT goes by it
 */
public record TranslationMode(String keyedSource, boolean anyOrder) {
    /** One plain query. */
    public static final TranslationMode PLAIN = new TranslationMode("", false);

    /** One plain query for who stores its rows by an order of their own. */
    public static final TranslationMode ANY_ORDER = new TranslationMode("", true);

    /** All waiting blocks of a source in one execution. */
    public static TranslationMode keyed(String source) {
        return new TranslationMode(source, false);
    }
}
