package io.pipit.batch.populate;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorKind;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.ViewSql;
import io.pipit.core.sql.ColumnDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The rows that a view makes of history. A view that can be keyed by block is one query over all of it; any other runs on one block after
 * the other, and so does one that fails, to find the blocks that fail by themselves.
 */
final class ViewRows {
    private record Failed(int partition, long offset, String error) {}

    private record Block(int partition, long offset, long acceptedAtMicros) {}

    private final ViewPlan view;
    private final ViewSql sql;
    private final EngineSession session;
    private final String source;
    private final List<Failed> failed = new ArrayList<>();
    private boolean alone;

    /**
     * Rows of a view.
     *
     * @param source a relation of its blocks, with their identity
     * @param joined gives the engine's text that reads a table beside the source
     */
    ViewRows(ViewPlan view, TableSpec target, String source, UnaryOperator<String> joined, EngineSession session) {
        this.view = view;
        this.sql = new ViewSql(view, target, joined);
        this.source = source;
        this.session = session;
        if (!view.sql().keyed()) {
            runAlone();
        }
    }

    /** Writes the rows; what fails over all blocks is tried again on each by itself. */
    <T> T written(Supplier<T> write) {
        try {
            return write.get();
        } catch (PipitException e) {
            if (alone || e.code().kind() != ErrorKind.USER) {
                throw e;
            }
            runAlone();
            return write.get();
        }
    }

    /** Blocks that failed by themselves, in the partitions of the log. */
    List<SetAsideBlock> setAside(FeedCoverage log) {
        List<SetAsideBlock> blocks = new ArrayList<>();
        for (Failed one : failed) {
            for (LogPartition partition : log.partitions().keySet()) {
                if (partition.partition() == one.partition()) {
                    blocks.add(new SetAsideBlock(partition, one.offset(), one.error()));
                }
            }
        }
        return blocks;
    }

    /** The engine's text of the rows with all columns of the target: those that the view does not write have their defaults. */
    String withDefaults(TableSpec target) {
        return withDefaults(target, view.feed());
    }

    /** The same under another feed. */
    String withDefaults(TableSpec target, String feed) {
        return "SELECT '" + feed.replace("'", "''") + "' AS _feed, _part, _off, _row, _at, " + completed(target)
                + " FROM " + (alone ? result() : "(" + sql.together(source) + ")");
    }

    private String completed(TableSpec target) {
        ColumnDefaults defaults = new ColumnDefaults(target);
        return target.columns().stream()
                .map(column -> view.targetColumns().contains(column.name())
                        ? EngineSession.quoted(column.name())
                        : defaults.sql(column) + " AS " + EngineSession.quoted(column.name()))
                .collect(Collectors.joining(", "));
    }

    /**
     * The engine's text of rows that stand for those of all blocks at once, in any order; empty where they have to be made block by block.
     * They carry the identity of one of the blocks.
     *
     * @param log what the rows account for
     * @param share gives each row a number of its own
     * @param accepted when the first rows of a relation were, as a text
     */
    Optional<String> together(TableSpec target, FeedCoverage log, Share share, UnaryOperator<String> accepted) {
        Optional<Map.Entry<LogPartition, Long>> last = log.partitions().entrySet().stream()
                .filter(p -> p.getValue() > 0)
                .findFirst();
        if (alone || view.together().isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        String identity = "'" + view.feed().replace("'", "''") + "' AS _feed, "
                + last.get().getKey().partition() + "::INTEGER AS _part, "
                + (last.get().getValue() - 1) + "::BIGINT AS _off, ("
                + share.number("row_number() OVER () - 1") + ")::INTEGER AS _row, " + accepted.apply(source)
                + " AS _at, ";
        return Optional.of("SELECT " + identity + completed(target) + " FROM (" + sql.merged(source) + ")");
    }

    /** Why the first block that failed by itself did. */
    Optional<String> failure() {
        return failed.stream().findFirst().map(Failed::error);
    }

    private void runAlone() {
        String blocks = EngineSession.quoted("history for " + view.feed());
        // Sorted, so that one block is found without reading all the others.
        session.execute("CREATE OR REPLACE TEMP TABLE " + blocks + " AS SELECT * FROM " + source
                + " ORDER BY _part, _off, _row");
        session.execute("CREATE OR REPLACE TEMP TABLE " + result() + " (" + sql.definitions() + ")");
        for (Block block : blocks(blocks)) {
            String relation = "(SELECT * FROM " + blocks + " WHERE _part = " + block.partition() + " AND _off = "
                    + block.offset() + ")";
            try {
                if (!view.sql().keyed()) {
                    session.execute("CREATE OR REPLACE TEMP MACRO now() AS make_timestamptz(" + block.acceptedAtMicros()
                            + "::BIGINT)");
                }
                session.execute("INSERT INTO " + result() + " "
                        + sql.alone(relation, block.partition(), block.offset(), block.acceptedAtMicros()));
            } catch (PipitException e) {
                if (e.code().kind() != ErrorKind.USER) {
                    throw e;
                }
                failed.add(new Failed(block.partition(), block.offset(), String.valueOf(e.getMessage())));
            }
        }
        session.execute("DROP TABLE " + blocks);
        alone = true;
    }

    private List<Block> blocks(String table) {
        return session.query(
                "SELECT _part, _off, epoch_us(min(_at)) FROM " + table + " GROUP BY _part, _off ORDER BY _part, _off",
                rows -> {
                    List<Block> blocks = new ArrayList<>();
                    while (rows.next()) {
                        blocks.add(new Block(rows.getInt(1), rows.getLong(2), rows.getLong(3)));
                    }
                    return blocks;
                });
    }

    private String result() {
        return EngineSession.quoted("rows of " + view.feed());
    }
}
