package io.pipit.jobs.reconcile.compare;

import io.pipit.jobs.reconcile.compare.Comparison.Ways;
import io.pipit.jobs.reconcile.compare.LeafComparison.Depth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Compares with a source that makes no sums but gives its rows in the order of time: each some thousand of them with what is shown. */
public final class StreamedComparison {
    private final Side shown;
    private final Findings findings;
    private final LeafComparison leaf;
    private final long precisionMicros;
    private final int leafRows;

    /** As {@link Comparison}. */
    public StreamedComparison(
            Side source,
            Side shown,
            Ways ways,
            long youngMicros,
            long precisionMicros,
            int leafRows,
            Findings findings) {
        this.shown = shown;
        this.findings = findings;
        this.precisionMicros = precisionMicros;
        this.leafRows = leafRows;
        this.leaf = new LeafComparison(
                source,
                shown,
                ways == Ways.BOTH ? Depth.BOTH_WAYS : Depth.MISSING_ONLY,
                youngMicros,
                precisionMicros,
                findings);
    }

    /** Compares; {@code rows} gives the rows of the range, by time. */
    public void run(Range range, Consumer<Consumer<Entry>> rows) {
        Window window = new Window(range.fromMicros());
        rows.accept(window::take);
        window.end(range.toMicros());
    }

    private final class Window {
        private final List<Entry> entries = new ArrayList<>();
        private long from;

        Window(long from) {
            this.from = from;
        }

        void take(Entry entry) {
            long start = Math.floorDiv(entry.timeMicros(), precisionMicros) * precisionMicros;
            boolean apart =
                    !entries.isEmpty() && entries.get(entries.size() - 1).timeMicros() < start;
            if (entries.size() >= leafRows && apart) {
                end(start);
            }
            entries.add(entry);
        }

        void end(long to) {
            leaf.compare(entries, shown.entries(new Range(from, to)));
            findings.compared(entries.size());
            entries.clear();
            from = to;
        }
    }
}
