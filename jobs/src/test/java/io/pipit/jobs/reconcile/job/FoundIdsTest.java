package io.pipit.jobs.reconcile.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.reconcile.compare.Entry;
import io.pipit.jobs.reconcile.compare.Findings.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoundIdsTest {
    @Test
    void idsOfTheUsualBoundAreAllKept() {
        FoundIds found = found(Kind.MISSING, 100_000);
        assertThat(found.ids(Kind.MISSING)).hasSize(100_000).doesNotHaveDuplicates();
        assertThat(found.count(Kind.MISSING)).isEqualTo(100_000);
    }

    @Test
    void moreThanAJobCanSayAreCountedOnly() {
        FoundIds found = found(Kind.MISSING, 1_000_000);
        assertThat(found.count(Kind.MISSING)).isEqualTo(1_000_000);
        assertThat(found.ids(Kind.MISSING)).hasSizeBetween(100_000, 120_000).startsWith(id(0), id(1));

        ReconcileOutcome outcome = new ReconcileOutcome(
                1_000_000,
                Map.of(Kind.MISSING, found.count(Kind.MISSING), Kind.DIFFERING, 1L),
                Map.of(Kind.MISSING, found.ids(Kind.MISSING), Kind.DIFFERING, List.of("a")),
                0,
                List.of("when"));
        assertThat(outcome.all(Kind.MISSING)).isFalse();
        assertThat(outcome.doubtful().missing()).isEmpty();
        assertThat(outcome.doubtful().differing()).containsExactly("a");
        ReconcileOutcome again = outcome.seenAgain(new ReconcileJobSpec.Doubtful(List.of(), List.of()));
        assertThat(again.count(Kind.MISSING)).isEqualTo(1_000_000);
        assertThat(again.count(Kind.DIFFERING)).isZero();
        assertThat(FoundText.of(again, true))
                .contains(
                        "1,000,000 rows compared, 1,000,000 missing (at one look), 0 not in the database, 0 shown more than"
                                + " once, 0 with other contents",
                        "  … and 999,980 more",
                        "Contents not compared: when");
    }

    @Test
    void whatIsPendingIsCountedOnly() {
        FoundIds found = found(Kind.PENDING, 10);
        assertThat(found.count(Kind.PENDING)).isEqualTo(10);
        assertThat(found.ids(Kind.PENDING)).isEmpty();
    }

    private static FoundIds found(Kind kind, int count) {
        FoundIds found = new FoundIds();
        found.found(
                kind,
                IntStream.range(0, count).mapToObj(i -> new Entry(id(i), i, "")).toList());
        return found;
    }

    private static String id(int i) {
        return String.format("%036d", i);
    }
}
