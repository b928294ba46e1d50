package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.flink.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A version of Pipit that translates a view otherwise goes on with its table, however little the version before noted with it. */
class ProductUpgradeIT extends SwitchTestBase {
    private static final Supplier<Optional<Plan>> UNKNOWN = Optional::empty;

    @BeforeEach
    void startWithCopies() {
        project.putAll(CopyProject.TEXTS);
        start(Long.MAX_VALUE);
    }

    @Test
    void tablesGoOnByWhatIsWritten() {
        long before = noteOtherTranslation(true);
        assertThat(stack.startAgain(stack.plan(), UNKNOWN)).isEmpty();
        goesOnFrom(before);
        assertThat(hits("hits").written()).isNotEmpty();
        assertThat(hits("hits").views()).as("noted as it is translated now").isEqualTo(wanted().views());
    }

    @Test
    void tablesThatHoldTranslationsOnlyGoOnByTheFilesOfTheirVersion() {
        long before = noteOtherTranslation(false);
        Plan live = stack.plan();
        assertThat(stack.startAgain(live, () -> Optional.of(live))).isEmpty();
        goesOnFrom(before);
        assertThat(hits("hits").written()).isEqualTo(wanted().written());
    }

    @Test
    void withNeitherTheyAreMadeAnew() {
        noteOtherTranslation(false);
        List<String> anew = stack.startAgain(stack.plan(), UNKNOWN);
        assertThat(anew).containsExactly("hits");
        Await.until("its rows come from the log", () -> hits() == 70);
    }

    /** What a version of Pipit has noted that translates views and keys otherwise; returns the table's snapshot. */
    private long noteOtherTranslation(boolean withTexts) {
        LakeTable table = stack.lake.find("hits").orElseThrow();
        Fingerprint now = hits("hits");
        SortedMap<String, String> views = new TreeMap<>(now.views());
        views.replaceAll((feed, hash) -> "0123456789abcdef");
        Map<String, String> written = withTexts ? now.written() : Map.of();
        table.mark(new Fingerprint("fedcba9876543210", now.columns(), views, now.engine(), new TreeMap<>(written))
                .toText());
        return table.refresh().snapshotId();
    }

    private void goesOnFrom(long snapshot) {
        stack.send("events", CopyProject.events(70, 80));
        Await.until("it goes on", () -> hits() == 80);
        assertThat(stack.lake.find("hits").orElseThrow().at(snapshot))
                .as("the table is the same")
                .isPresent();
    }

    private Fingerprint hits(String table) {
        return Fingerprint.parse(stack.lake.find(table).orElseThrow().fingerprint())
                .orElseThrow();
    }

    private Fingerprint wanted() {
        return Fingerprint.of(stack.plan().table("hits").orElseThrow(), stack.plan());
    }
}
