package io.pipit.batch.copy;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides the result of a copy into ranges of one of its columns. All ranges together are the whole result, each row is in one.
 *
 * @param column of the result: a time, a date or an integer
 * @param size of a range: microseconds for times and dates, else a number
 */
public record Batches(String column, long size) {
    /** Names among the parameters of a run. */
    public static final String BY = "_batch_by";

    /** See {@link #BY}. */
    public static final String SIZE = "_batch_size";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*([a-z]*)");
    private static final Map<String, Long> SECONDS =
            Map.of("s", 1L, "m", 60L, "min", 60L, "h", 3_600L, "d", 86_400L, "w", 604_800L);
    private static final long MICROS = 1_000_000;
    private static final int MOST = 10_000;
    private static final String NOTHING = "null";

    /**
     * What the parameters of a run say.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when they say it wrongly
     */
    public static Optional<Batches> of(Map<String, List<String>> parameters) {
        if (!parameters.containsKey(BY) && !parameters.containsKey(SIZE)) {
            return Optional.empty();
        }
        String column = parameters.getOrDefault(BY, List.of("")).get(0);
        String text = parameters.getOrDefault(SIZE, List.of("")).get(0);
        Matcher size = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        boolean fits = size.matches() && (size.group(2).isEmpty() || SECONDS.containsKey(size.group(2)));
        if (column.isBlank() || !fits || Long.parseLong(size.group(1)) == 0) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "A copy in batches needs a column and a size, such as --batch-by timestamp --batch-size 1d (s, m, h, d,"
                            + " w), or --batch-by id --batch-size 1000000 for integers; found '" + column + "' and '"
                            + text + "'.");
        }
        long number = Long.parseLong(size.group(1));
        return Optional.of(new Batches(
                column.strip(),
                size.group(2).isEmpty() ? number : Math.multiplyExact(number * MICROS, SECONDS.get(size.group(2)))));
    }

    /**
     * Refuses what cannot be divided so, before anything is read.
     *
     * @throws PipitException {@code INVALID_PARAMETER} for a column that the result does not have, or that has no ranges
     */
    public void check(TranslatedQuery query) {
        String name = known(query);
        query.columns().stream()
                .filter(result -> result.name().equals(name))
                .map(result -> StorageTypes.of(result.type()).toString())
                .filter(type -> !time(type) && !integer(type))
                .findFirst()
                .ifPresent(type -> {
                    throw undivided();
                });
    }

    /**
     * The ranges that have rows, in order, as conditions over the result.
     *
     * @param result the engine's text of the whole result
     */
    List<String> ranges(EngineSession session, TranslatedQuery query, String result) {
        String name = EngineSession.quoted(known(query));
        String type = session.query("SELECT typeof(" + name + ") FROM (" + result + ") AS r LIMIT 1", rows -> {
            return rows.next() ? rows.getString(1) : NOTHING;
        });
        if (type.equals(NOTHING)) {
            return List.of();
        }
        boolean time = time(type);
        if (!time && !integer(type)) {
            throw undivided();
        }
        String value = time ? "epoch_us(CAST(" + name + " AS TIMESTAMP))" : "CAST(" + name + " AS HUGEINT)";
        // Whole numbers throughout: large ids are more exact than a floating number, and // rounds towards zero.
        String bucket = "CASE WHEN v < 0 THEN (v + 1) // " + size + " - 1 ELSE v // " + size + " END";
        List<String> ranges = new ArrayList<>();
        session.query(
                "SELECT DISTINCT CAST(" + bucket + " AS HUGEINT) AS bucket FROM (SELECT " + value + " AS v FROM ("
                        + result + ") AS r) ORDER BY bucket NULLS LAST",
                rows -> {
                    while (rows.next()) {
                        String text = rows.getString(1);
                        ranges.add(text == null ? name + " IS NULL" : range(name, new BigInteger(text), time));
                    }
                    return null;
                });
        if (ranges.size() > MOST) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The copy would run in " + ranges.size() + " batches; at most " + MOST
                            + " are. Choose a larger --batch-size.");
        }
        return ranges;
    }

    private static boolean time(String type) {
        return type.startsWith("TIMESTAMP") || type.equals("DATE");
    }

    private static boolean integer(String type) {
        return type.matches("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?");
    }

    private PipitException undivided() {
        return new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "A copy cannot be divided by '" + column + "': it is neither a time, nor a date, nor an integer.");
    }

    private String range(String name, BigInteger bucket, boolean time) {
        BigInteger from = bucket.multiply(BigInteger.valueOf(size));
        return name + " >= " + bound(from, time) + " AND " + name + " < "
                + bound(from.add(BigInteger.valueOf(size)), time);
    }

    private static String bound(BigInteger value, boolean time) {
        return time ? "make_timestamp(" + value + "::BIGINT)" : value + "::HUGEINT";
    }

    private String known(TranslatedQuery query) {
        List<String> names = query.columns().stream().map(OutputColumn::name).toList();
        if (!names.contains(column)) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The copy's result has no column '" + column + "' to divide it by."
                            + NearestName.hint(column, names) + " Its columns are " + String.join(", ", names) + ".");
        }
        return column;
    }
}
