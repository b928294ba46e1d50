package io.pipit.serving.query;

import io.pipit.core.sql.TableRows;
import io.pipit.serving.fresh.BlockRange;
import io.pipit.serving.fresh.FeedPartition;
import io.pipit.serving.fresh.Generation;
import io.pipit.serving.state.Offsets;
import io.pipit.serving.state.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine's text that reads of one generation the blocks from the snapshot's coverage up to the position. */
final class FreshSelect {
    private final ReadPlan plan;
    private final TableView table;

    FreshSelect(ReadPlan plan, TableView table) {
        this.plan = plan;
        this.table = table;
    }

    /** What of a generation is read; empty when no block of it is in the range. */
    record Part(TableRows.Part rows, long count, long bytes) {}

    Optional<Part> of(Generation generation) {
        generation.ask(); // first: what it holds from now on may come after the position
        boolean sealed = generation.sealed(); // before its contents: what is sealed grows no more
        Generation.Contents contents = generation.contents();
        List<String> ranges = new ArrayList<>();
        boolean whole = sealed;
        for (Map.Entry<FeedPartition, BlockRange> e : contents.blocks().entrySet()) {
            FeedPartition source = e.getKey();
            long from = from(source);
            long to = to(source);
            whole &= e.getValue().within(from, to);
            if (Math.max(from, e.getValue().first()) < Math.min(to, e.getValue().end())) {
                ranges.add(range(source, e.getValue(), from, to));
            }
        }
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        TableRows.Part rows = whole
                ? TableRows.Part.of(generation.table())
                : TableRows.Part.of(generation.table(), String.join(" OR ", ranges));
        return Optional.of(new Part(rows, contents.rows(), contents.bytes()));
    }

    private String range(FeedPartition source, BlockRange held, long from, long to) {
        StringBuilder out = new StringBuilder("(_part = ").append(source.partition());
        if (plan.topology().feeds(table.spec().name()).size() > 1) {
            out.append(" AND _feed = '")
                    .append(source.feed().replace("'", "''"))
                    .append('\'');
        }
        if (held.first() < from) {
            out.append(" AND _off >= ").append(from);
        }
        return out.append(" AND _off < ").append(to).append(')').toString();
    }

    private long from(FeedPartition source) {
        Offsets covered = table.coverage().get(source.feed());
        return covered == null ? Long.MAX_VALUE : covered.next(source.partition());
    }

    private long to(FeedPartition source) {
        return plan.position(source.feed()).next(source.partition());
    }
}
