package io.pipit.jobs.reconcile.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.reconcile.compare.Comparison.Ways;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Against a naive difference of sets, over random rows. */
class ComparisonTest {
    private static final long FROM = 1_767_225_600_000_000L;

    @Test
    void findsWhatANaiveDifferenceFinds() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        for (int round = 0; round < 200; round++) {
            new Round(new Random(seed + round)).check("seed " + seed + ", round " + round);
        }
    }

    @Test
    void rowsOfOneInstantAreDividedByTheirIds() {
        InMemory source = new InMemory();
        InMemory shown = new InMemory();
        for (int i = 0; i < 5_000; i++) {
            source.rows.add(new Entry("id" + i, FROM + 5, ""));
            if (i % 1_000 != 7) {
                shown.rows.add(new Entry("id" + i, FROM + 5, ""));
            }
        }
        Found found = new Found();

        new Comparison(source, shown, Ways.MISSING, Long.MAX_VALUE, 1, 100, found).run(new Range(FROM, FROM + 10), 0);

        assertThat(found.missing).containsExactlyInAnyOrder("id7", "id1007", "id2007", "id3007", "id4007");
        assertThat(source.largest).isLessThan(500);
        assertThat(found.compared).isEqualTo(5_000);
    }

    @Test
    void littleComesOverWhenNothingDiffers() {
        InMemory source = new InMemory();
        InMemory shown = new InMemory();
        for (int i = 0; i < 100_000; i++) {
            Entry entry = new Entry("id" + i, FROM + i * 1_000L, "");
            source.rows.add(entry);
            shown.rows.add(entry);
        }
        Found found = new Found();

        new Comparison(source, shown, Ways.BOTH, Long.MAX_VALUE, 1, 100, found)
                .run(new Range(FROM, FROM + 100_000_000L), 0);

        assertThat(found.transferred).isLessThanOrEqualTo(Comparison.STEPS);
        assertThat(found.compared).isEqualTo(100_000);
    }

    @Test
    void anIdThatComesTwiceInTheSourceIsAnError() {
        InMemory source = new InMemory();
        source.rows.add(new Entry("a", FROM, ""));
        source.rows.add(new Entry("a", FROM + 1, ""));
        Comparison comparison =
                new Comparison(source, new InMemory(), Ways.MISSING, Long.MAX_VALUE, 1, 100, new Found());

        assertThatThrownBy(() -> comparison.run(new Range(FROM, FROM + 10), 0))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_INVALID))
                .hasMessageContaining("'a'");
    }

    @Test
    void rowsThatComeWhileTheyAreComparedAreRight() {
        InMemory source = new InMemory();
        InMemory shown = new InMemory();
        source.rows.add(new Entry("early", FROM + 1, "c"));
        shown.late.add(new Entry("early", FROM + 1, "c"));
        shown.rows.add(new Entry("late", FROM + 2, "c"));
        source.late.add(new Entry("late", FROM + 2, "c"));
        source.rows.add(new Entry("changed", FROM + 3, "c"));
        shown.late.add(new Entry("changed", FROM + 3, "d"));
        Found found = new Found();

        new Comparison(source, shown, Ways.BOTH, Long.MAX_VALUE, 1, 50, found).run(new Range(FROM, FROM + 10), 0);

        assertThat(found.missing).isEmpty();
        assertThat(found.extra).isEmpty();
        assertThat(found.differing).containsExactly("changed");
    }

    @Test
    void whatWasDoneBeforeIsNotDoneAgain() {
        InMemory source = new InMemory();
        for (int i = 0; i < 1_000; i++) {
            source.rows.add(new Entry("id" + i, FROM + i, ""));
        }
        Found all = new Found();
        new Comparison(source, new InMemory(), Ways.MISSING, Long.MAX_VALUE, 1, 50, all)
                .run(new Range(FROM, FROM + 1_000), 0);
        int half = all.steps.get(all.steps.size() / 2);
        Found rest = new Found();

        new Comparison(source, new InMemory(), Ways.MISSING, Long.MAX_VALUE, 1, 50, rest)
                .run(new Range(FROM, FROM + 1_000), half);

        assertThat(rest.missing).hasSizeLessThan(1_000);
        Set<String> before = new HashSet<>(all.missing);
        before.removeAll(rest.missing);
        assertThat(before.size() + rest.missing.size()).isEqualTo(1_000);
    }

    /** Two sides that differ at random, and what differs. */
    private static final class Round {
        private final InMemory source = new InMemory();
        private final InMemory shown = new InMemory();
        private final Set<String> missing = new TreeSet<>();
        private final Set<String> pending = new TreeSet<>();
        private final Set<String> extra = new TreeSet<>();
        private final Set<String> duplicated = new TreeSet<>();
        private final Set<String> differing = new TreeSet<>();
        private final long length;
        private final long young;
        private final long precision;
        private final int leaf;
        private final Ways ways;

        Round(Random random) {
            length = 1 + random.nextInt(random.nextBoolean() ? 1_000 : 10_000_000);
            precision = random.nextBoolean() ? 1 : 1_000;
            young = random.nextBoolean() ? Long.MAX_VALUE : FROM + length * 9 / 10;
            leaf = 1 + random.nextInt(60);
            ways = random.nextBoolean() ? Ways.BOTH : Ways.MISSING;
            int rows = random.nextInt(600);
            double trouble = random.nextInt(4) / 20.0;
            for (int i = 0; i < rows; i++) {
                row(random, "id" + i, FROM + (long) (random.nextDouble() * length), trouble);
            }
        }

        private void row(Random random, String id, long time, double trouble) {
            String contents = ways == Ways.BOTH ? "c" + random.nextInt(3) : "";
            Entry here = new Entry(id, time, contents);
            Entry there = new Entry(id, time - Math.floorMod(time, precision), contents);
            if (random.nextDouble() >= trouble) {
                source.rows.add(here);
                shown.rows.add(there);
                return;
            }
            switch (random.nextInt(5)) {
                case 0 -> {
                    source.rows.add(here);
                    (time < young ? missing : pending).add(id);
                }
                case 1 -> {
                    shown.rows.add(there);
                    (there.timeMicros() < young ? extra : pending).add(id);
                }
                case 2 -> {
                    source.rows.add(here);
                    shown.rows.add(there);
                    shown.rows.add(there);
                    duplicated.add(id);
                }
                case 3 -> {
                    source.rows.add(here);
                    shown.rows.add(new Entry(id, there.timeMicros(), "other"));
                    differing.add(id);
                }
                default -> {
                    source.rows.add(here);
                    shown.rows.add(new Entry(id, FROM - 5_000_000, contents));
                    differing.add(id);
                }
            }
        }

        void check(String as) {
            Found found = new Found();
            long from = FROM - Math.floorMod(FROM, precision);
            long to = (FROM + length + precision - 1) / precision * precision;
            new Comparison(source, shown, ways, young, precision, leaf, found).run(new Range(from, to), 0);
            assertThat(found.missing).as(as).containsExactlyInAnyOrderElementsOf(missing);
            assertThat(found.compared).as(as).isEqualTo(source.rows.size());
            if (ways == Ways.BOTH) {
                assertThat(found.extra).as(as).containsExactlyInAnyOrderElementsOf(extra);
                assertThat(found.duplicated).as(as).containsExactlyInAnyOrderElementsOf(duplicated);
                assertThat(new TreeSet<>(found.differing)).as(as).isEqualTo(differing);
                assertThat(new TreeSet<>(found.pending)).as(as).isEqualTo(pending);
            } else {
                assertThat(pending).as(as).containsAll(found.pending);
            }
        }
    }

    private static final class InMemory implements Side {
        private final List<Entry> rows = new ArrayList<>();
        /** They come when somebody looks for ids. */
        private final List<Entry> late = new ArrayList<>();

        private int largest;

        @Override
        public Map<Long, RangeSum> sums(Range range, long widthMicros) {
            Map<Long, RangeSum> sums = new HashMap<>();
            in(range)
                    .forEach(e -> sums.merge(
                            (e.timeMicros() - range.fromMicros()) / widthMicros,
                            new RangeSum(1, Integer.toString(hash(e.id() + e.contents()))),
                            (a, b) -> new RangeSum(
                                    a.rows() + b.rows(),
                                    new BigInteger(a.hash())
                                            .add(new BigInteger(b.hash()))
                                            .toString())));
            return sums;
        }

        @Override
        public List<Entry> entries(Range range) {
            List<Entry> entries = in(range);
            largest = Math.max(largest, entries.size());
            return entries;
        }

        @Override
        public List<Entry> entries(Collection<String> ids) {
            return rows.stream().filter(e -> ids.contains(e.id())).toList();
        }

        @Override
        public Set<String> present(Collection<String> ids) {
            late.forEach(rows::add);
            late.clear();
            Set<String> wanted = new HashSet<>(ids);
            Set<String> there = new HashSet<>();
            rows.stream().map(Entry::id).filter(wanted::contains).forEach(there::add);
            return there;
        }

        private List<Entry> in(Range range) {
            return rows.stream()
                    .filter(e -> e.timeMicros() >= range.fromMicros() && e.timeMicros() < range.toMicros())
                    .filter(e -> hash(e.id()) % range.shares() == range.share())
                    .toList();
        }

        private static int hash(String text) {
            return (text.hashCode() * 0x9E3779B1) >>> 4;
        }
    }

    private static final class Found implements Findings {
        private final List<String> missing = new ArrayList<>();
        private final List<String> pending = new ArrayList<>();
        private final List<String> extra = new ArrayList<>();
        private final List<String> duplicated = new ArrayList<>();
        private final List<String> differing = new ArrayList<>();
        private final List<Integer> steps = new ArrayList<>();
        private long compared;
        private long transferred;

        @Override
        public void found(Kind kind, List<Entry> entries) {
            List<String> ids = switch (kind) {
                case MISSING -> missing;
                case PENDING -> pending;
                case EXTRA -> extra;
                case DUPLICATED -> duplicated;
                case DIFFERING -> differing;
            };
            entries.forEach(e -> ids.add(e.id()));
        }

        @Override
        public void compared(long rows) {
            compared += rows;
        }

        @Override
        public void transferred(long rows) {
            transferred += rows;
        }

        @Override
        public void progress(int done, int all) {
            steps.add(done);
        }
    }
}
