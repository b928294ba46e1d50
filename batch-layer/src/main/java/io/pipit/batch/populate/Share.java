package io.pipit.batch.populate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.TableState.StoredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one of several tasks takes of the rows: some files where each row is taken by itself, else some blocks, which are never divided.
 * All shares together are everything; about as many rows are in each.
 */
final class Share {
    private final int part;
    private final int parts;
    /** Conditions on blocks, by table. */
    private final Map<String, String> conditions = new HashMap<>();

    /** The share of a task, from 0. */
    Share(int part, int parts) {
        this.part = part;
        this.parts = parts;
    }

    /** Everything. */
    static Share whole() {
        return new Share(0, 1);
    }

    /** A number that no other task gives, of one that each of them counts from 0. */
    String number(String counted) {
        return parts == 1 ? counted : "(" + counted + ") * " + parts + " + " + part;
    }

    /** Its files of a table. */
    List<StoredFile> of(List<StoredFile> files) {
        List<StoredFile> bySize = files.stream()
                .sorted(Comparator.comparingLong(StoredFile::bytes).thenComparing(StoredFile::path))
                .toList();
        return IntStream.range(0, bySize.size())
                .filter(i -> i % parts == part)
                .mapToObj(bySize::get)
                .toList();
    }

    /**
     * Its blocks of a table: neighbours in their order, so that files of other blocks are passed over by their statistics.
     *
     * @param blocks a parenthesised SELECT with hidden columns
     */
    String rows(EngineSession session, String table, String blocks) {
        if (parts == 1) {
            return blocks;
        }
        String condition = conditions.computeIfAbsent(table, name -> condition(session, blocks));
        return "(SELECT * FROM " + blocks + " AS b WHERE " + condition + ")";
    }

    private String condition(EngineSession session, String blocks) {
        String sizes = "SELECT " + Identity.PART + " AS p, " + Identity.OFF + " AS o, count(*) AS n FROM " + blocks
                + " AS b GROUP BY p, o";
        String places = "SELECT p, o, ((sum(n) OVER (ORDER BY p, o ROWS UNBOUNDED PRECEDING) - n) * " + parts
                + ") // (sum(n) OVER ()) AS share FROM (" + sizes + ")";
        String own = "SELECT p, min(o), max(o) FROM (" + places + ") WHERE share = " + part + " GROUP BY p ORDER BY p";
        return session.query(own, rows -> {
            List<String> ranges = new ArrayList<>();
            while (rows.next()) {
                ranges.add("(" + Identity.PART + " = " + rows.getInt(1) + " AND " + Identity.OFF + " BETWEEN "
                        + rows.getLong(2) + " AND " + rows.getLong(3) + ")");
            }
            return ranges.isEmpty() ? "false" : "(" + String.join(" OR ", ranges) + ")";
        });
    }
}
