package io.pipit.core.project;

import io.pipit.core.block.Column;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a table's rows depend on, as a short text: {@code 1:<rule and SQL>:<column>,<column>,...}. A table whose fingerprint
 * changes has to be made anew from the log, unless it only gained columns.
 */
final class TableFingerprint {
    private static final String VERSION = "1";

    private TableFingerprint() {}

    /**
     * Of a table. A JSON path is no part of it: blocks in the log have been read by the old one.
     *
     * @param feedingViews for each view that writes the table what its rows depend on, see {@link FreshKeys}
     */
    static String of(TableSpec table, Collection<String> feedingViews) {
        StringBuilder rule = new StringBuilder();
        part(rule, table.engine().kind().name());
        part(rule, table.engine().versionColumn());
        part(rule, table.engine().deletedColumn());
        part(rule, String.join(",", table.engine().summingColumns()));
        part(rule, table.sortingKey().stream().map(SortKey::engineSql).collect(Collectors.joining("\n")));
        part(rule, table.partitionKey().transform() + " " + table.partitionKey().column());
        feedingViews.stream().sorted().forEach(v -> part(rule, v));
        String columns = table.columns().stream().map(TableFingerprint::column).collect(Collectors.joining(","));
        return VERSION + ":" + hash(rule.toString(), 32) + ":" + columns;
    }

    /** Whether rows written under the older fingerprint are still right: nothing changed, or columns were added. */
    static boolean keeps(String older, String newer) {
        if (older.equals(newer)) {
            return true;
        }
        int oldColumns = older.lastIndexOf(':');
        int newColumns = newer.lastIndexOf(':');
        if (oldColumns < 0
                || newColumns < 0
                || !older.substring(0, oldColumns).equals(newer.substring(0, newColumns))) {
            return false;
        }
        Set<String> before =
                new TreeSet<>(Arrays.asList(older.substring(oldColumns + 1).split(",")));
        return new TreeSet<>(Arrays.asList(newer.substring(newColumns + 1).split(","))).containsAll(before);
    }

    private static String column(Column column) {
        return hash(column.name() + "\n" + column.type().writtenText(), 10);
    }

    private static void part(StringBuilder out, String text) {
        out.append(text.length()).append(':').append(text);
    }

    private static String hash(String text, int digits) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
