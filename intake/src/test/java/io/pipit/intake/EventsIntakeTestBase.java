package io.pipit.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.type.TypeParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/** An intake over a log in memory, of one data source unless a test says otherwise. */
abstract class EventsIntakeTestBase {
    final FakeLog log = new FakeLog();
    EventsIntake intake = intake(config(64 << 20, 5, 1 << 20));

    @AfterEach
    void close() {
        log.acknowledge();
        intake.close();
        assertThat(intake.pendingBytes()).isZero();
    }

    static IntakeConfig config(int pendingBytes, int gatherMillis, int blockBytes) {
        return new IntakeConfig(
                10 << 20,
                10 << 20,
                pendingBytes,
                gatherMillis,
                1 << 18,
                blockBytes,
                2,
                100,
                1_000,
                Optional.empty(),
                0);
    }

    EventsIntake intake(IntakeConfig config) {
        EventsIntake made = new EventsIntake(config, log, Clock.systemUTC());
        made.apply(
                Map.of("events", table("events", "id")),
                Set.of("hits"),
                Map.of("events", FakeLog.TOPIC),
                ComputedDefaults.NONE);
        return made;
    }

    void restart(IntakeConfig config) {
        intake.close();
        intake = intake(config);
    }

    static TableSpec table(String name, String column) {
        String type = name.equals("more") || column.equals("name") ? "String" : "UInt32";
        return new TableSpec(
                name,
                List.of(
                        new Column(column, TypeParser.parse(type), "$." + column, ""),
                        new Column("s", TypeParser.parse("String"), "$.s", "''")),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
    }

    CompletableFuture<Receipt> send(String body) {
        return send("events", body, "");
    }

    CompletableFuture<Receipt> send(String body, String key) {
        return send("events", body, key);
    }

    CompletableFuture<Receipt> send(String name, String body, String key) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return intake.accept(new EventsRequest(
                name, EventFormat.NDJSON, ContentCoding.IDENTITY, new ByteArrayInputStream(bytes), bytes.length, key));
    }

    CompletableFuture<Receipt> send(byte[] body, ContentCoding coding) {
        return intake.accept(
                new EventsRequest("events", EventFormat.NDJSON, coding, new ByteArrayInputStream(body), -1, ""));
    }

    int rows() {
        return log.blocks().stream().mapToInt(b -> b.header().rowCount()).sum();
    }
}
