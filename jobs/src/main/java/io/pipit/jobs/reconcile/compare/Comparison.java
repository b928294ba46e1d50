package io.pipit.jobs.reconcile.compare;

import io.pipit.jobs.reconcile.compare.LeafComparison.Depth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares two sides over a range: sums over equal parts of its time first, then the parts whose sums differ, divided again until they are
 * small enough to be compared row by row. What both sides hold alike costs one sum a part.
 *
 * <pre>
 *   |== |== |≠≠ |== |      sums over 256 parts
 *            │
 *        |= |≠ |= |        over 16 parts of it
 *            │
 *          rows            at most so many: one by one
 * </pre>
 */
public final class Comparison {
    /** Parts of the whole range. */
    public static final int STEPS = 256;

    private static final int PARTS = 16;
    private static final int GAP_ROWS = 2_000;

    private final Side source;
    private final Side shown;
    private final Findings findings;
    private final LeafComparison leaf;
    private final long precisionMicros;
    private final int leafRows;

    /** What is looked for. */
    public enum Ways {
        /** What the source has and is not shown. */
        MISSING,
        /** That, what is shown and not in the source, what is shown twice, and what has other contents. */
        BOTH
    }

    /**
     * Of two sides.
     *
     * @param youngMicros rows of this time and later are too young to be called missing
     * @param precisionMicros ranges are not divided below it: how exactly the shown side keeps times
     * @param leafRows so many rows are compared one by one
     */
    public Comparison(
            Side source,
            Side shown,
            Ways ways,
            long youngMicros,
            long precisionMicros,
            int leafRows,
            Findings findings) {
        this.source = source;
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

    /**
     * Compares.
     *
     * @param skipped so many steps were done before
     */
    public void run(Range range, int skipped) {
        long width = width(range.micros(), STEPS);
        int steps = Math.toIntExact((range.micros() + width - 1) / width);
        Parts parts = parts(range, width);
        List<Part> left = parts.differing().stream()
                .filter(part -> part.number() >= skipped)
                .toList();
        for (List<Part> together : together(left)) {
            descend(together);
            findings.progress(Math.toIntExact(together.get(together.size() - 1).number() + 1), steps);
        }
        findings.compared(parts.equalRows());
        findings.progress(steps, steps);
    }

    /** A part of a range whose sums differ, and how many rows lie between it and the one before that does not. */
    private record Part(Range range, long number, long rows, long sourceRows, long gapRows) {}

    private record Parts(List<Part> differing, long equalRows) {}

    private Parts parts(Range range, long width) {
        Map<Long, RangeSum> left = source.sums(range, width);
        Map<Long, RangeSum> right = shown.sums(range, width);
        findings.transferred(left.size());
        List<Part> parts = new ArrayList<>();
        long equal = 0;
        long gap = 0;
        long count = (range.micros() + width - 1) / width;
        for (long i = 0; i < count; i++) {
            RangeSum a = left.getOrDefault(i, RangeSum.NONE);
            RangeSum b = right.getOrDefault(i, RangeSum.NONE);
            if (a.equals(b)) {
                equal += a.rows();
                gap += a.rows();
            } else {
                long start = range.fromMicros() + i * width;
                parts.add(new Part(range.part(start, start + width), i, Math.max(a.rows(), b.rows()), a.rows(), gap));
                gap = 0;
            }
        }
        return new Parts(parts, equal);
    }

    /** Neighbours that are small enough together: each query has its price, more than some rows that are equal between them. */
    private List<List<Part>> together(List<Part> parts) {
        List<List<Part>> groups = new ArrayList<>();
        long rows = 0;
        for (Part part : parts) {
            boolean joins =
                    !groups.isEmpty() && part.gapRows() <= GAP_ROWS && rows + part.gapRows() + part.rows() <= leafRows;
            if (!joins) {
                groups.add(new ArrayList<>());
                rows = 0;
            }
            groups.get(groups.size() - 1).add(part);
            rows += part.rows() + (joins ? part.gapRows() : 0);
        }
        return groups;
    }

    private void descend(List<Part> parts) {
        Range range = new Range(
                parts.get(0).range().fromMicros(),
                parts.get(parts.size() - 1).range().toMicros());
        long rows = parts.stream().mapToLong(Part::rows).sum();
        long sourceRows = parts.stream().mapToLong(Part::sourceRows).sum();
        if (rows <= leafRows) {
            leaf.compare(range);
            findings.compared(sourceRows);
        } else if (range.micros() > precisionMicros) {
            Parts inner = parts(range, width(range.micros(), PARTS));
            findings.compared(inner.equalRows());
            together(inner.differing()).forEach(this::descend);
        } else {
            byShares(range, rows);
            findings.compared(sourceRows);
        }
    }

    /** Many rows of one instant: they are divided by the hashes of their ids. */
    private void byShares(Range range, long rows) {
        int shares = PARTS;
        while (rows / shares > leafRows / 2 && shares < 1 << 24) {
            shares *= PARTS;
        }
        for (int share = 0; share < shares; share++) {
            leaf.compare(new Range(range.fromMicros(), range.toMicros(), share, shares));
        }
    }

    private long width(long micros, int parts) {
        long width = Math.max(1, (micros + parts - 1) / parts);
        return (width + precisionMicros - 1) / precisionMicros * precisionMicros;
    }
}
