package io.pipit.cli.embedded;

import io.pipit.cli.workspace.Fixture;
import io.pipit.cli.workspace.FixtureBlocks;
import io.pipit.cli.workspace.FixtureBlocks.Shape;
import io.pipit.cli.workspace.FixtureRows;
import io.pipit.core.block.Block;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.project.Plan;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.file.FileForm;
import io.pipit.intake.file.FileStage;
import io.pipit.intake.gather.BlockTarget;
import io.pipit.intake.http.FileChanges;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.format.FormattedAnswer;
import io.pipit.serving.format.OutputFormat;
import io.pipit.serving.query.Question;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes fixtures into a running stack, each content once: as events where the data source takes some, else as rows beside those of
 * views and copies. Thread-safe.
 */
final class FixtureIntake {
    private static final long RESULT_BYTES = 100L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What became of a fixture.
     *
     * @param anew whether its rows were loaded now; else they were there
     * @param before whether other rows of a fixture of this data source had been loaded, and are there still
     * @param visible whether its rows can be queried; else they are accepted, and will be
     * @param problem the first row that does not fit, by its number, and why; or the empty text
     */
    record Taken(boolean anew, boolean before, long rows, long quarantined, boolean visible, String problem) {}

    private final EventsIntake intake;
    private final FileStage stage;
    private final FileChanges changes;
    private final ServingLayer serving;
    private final Supplier<Plan> plan;
    private final FixtureLedger ledger;
    private final FixtureRows reading;

    FixtureIntake(
            EventsIntake intake,
            FileStage stage,
            FileChanges changes,
            ServingLayer serving,
            Supplier<Plan> plan,
            FixtureLedger ledger) {
        this.intake = intake;
        this.stage = stage;
        this.changes = changes;
        this.serving = serving;
        this.plan = plan;
        this.ledger = ledger;
        this.reading = new FixtureRows(question -> serving.ask(
                        new Question(question, PositionVector.START).patient(PATIENCE.toMillis()),
                        new FormattedAnswer(OutputFormat.NDJSON, RESULT_BYTES))
                .result());
    }

    /**
     * Returns when the rows can be queried, or are accepted and cannot be queried within a minute.
     *
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE}; {@code INVALID_BODY} when none of the rows can be read; whatever is wrong with a
     *     query. Nothing was loaded then
     */
    synchronized Taken take(Fixture fixture) {
        TableSpec table = FixtureRows.table(fixture, plan.get());
        String name = table.name();
        String content = FixtureLedger.content(fixture);
        if (ledger.holds(name, content)) {
            return new Taken(false, true, 0, 0, true, "");
        }
        String rows = reading.of(fixture, table);
        boolean before = ledger.holds(name);
        Taken taken = stage.byPipes(name)
                ? beside(name, content, rows, before)
                : events(intake.target(name), fixture, content, rows, before);
        ledger.add(name, content);
        return taken;
    }

    private Taken events(BlockTarget target, Fixture fixture, String content, String rows, boolean before) {
        Shape shape = shape(target, fixture.form() == Fixture.Form.NDJSON);
        long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        FixtureBlocks reader = new FixtureBlocks(now, "fixture-" + content);
        List<Block> blocks = reader.of(shape, rows, fixture.origin());
        TreeMap<LogPartition, Long> position = new TreeMap<>();
        for (Block block : blocks) {
            Written written = durable(target, block);
            position.merge(new LogPartition(written.topicId(), written.partition()), written.offset() + 1, Math::max);
        }
        boolean visible = serving.awaitVisible(new PositionVector(position), PATIENCE);
        int quarantined = FixtureBlocks.quarantined(blocks);
        return new Taken(
                true,
                before,
                blocks.stream().mapToInt(b -> b.header().rowCount()).sum(),
                quarantined,
                visible,
                quarantined == 0 ? "" : reader.firstUnfit(shape, rows, target.shape()::unfit));
    }

    /** Rows of CSV and of queries have the names of columns; they go into the same log under the same version. */
    private Shape shape(BlockTarget target, boolean events) {
        JsonTable table = target.table();
        return new Shape(
                events
                        ? table
                        : intake.shape(FixtureBlocks.byName(table.table())).table(),
                target.schemaVersion(),
                target.shape().allocator());
    }

    private static Written durable(BlockTarget target, Block block) {
        try {
            return target.sink().write(target.log(), block).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PipitException named ? named : e;
        }
    }

    private Taken beside(String name, String content, String rows, boolean before) {
        if (rows.isBlank()) {
            return new Taken(true, before, 0, 0, true, "");
        }
        FileStage.Staged staged = stage.stage(
                content,
                name,
                "",
                FileForm.NDJSON,
                new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)),
                FileStage.Acceptance.ANY);
        changes.append(new FileChanges.Wanted(name, true, "", false, ""), staged, "fixture-" + content);
        return new Taken(true, before, staged.rows(), staged.quarantined(), true, "");
    }
}
