package io.pipit.intake.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Block;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.intake.FakeLog;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdGuardTest {
    private static final long NOW = 1_767_225_600_000L;
    private static final long LATER = NOW + TimeUnit.DAYS.toMillis(1);

    private final FakeLog log = new FakeLog();
    private final IdGuard guard = new IdGuard(log, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
    private final BufferAllocator allocator = new RootAllocator();
    private String type = "String";

    @AfterEach
    void close() {
        guard.close();
        allocator.close();
    }

    @Test
    void originalsThatComeLaterAreLeftOut() throws Exception {
        guard.claim("events", "id", "run.0:", List.of("a", "b"));
        write("run.0:0", "a", "b");
        guard.settle("events", "id", "run.0:", List.of("a", "b"), LATER);

        write("", "x", "a", "y");
        Written nothing = write("", "b").get(60, TimeUnit.SECONDS);
        write("", "z");

        assertThat(written()).containsExactly("a", "b", "x", "y", "z");
        assertThat(nothing.offset()).isEqualTo(-1);
        assertThat(guard.dropped()).isEqualTo(2);
        guard.reset("events", "id", Map.of(LATER, List.of("a")));
        write("", "b");
        write("", "a");
        assertThat(written()).endsWith("z", "b");
    }

    @Test
    void blocksOfTopicsAreWrittenWithWhatTheyHoldAlsoWithoutRows() {
        guard.claim("events", "id", "run.0:", List.of("a", "b"));
        guard.settle("events", "id", "run.0:", List.of("a", "b"), LATER);
        List<SourceRange> ranges = List.of(new SourceRange("g", "t", 0, "topic", 0, 2, SourcePoint.NONE));
        for (String[] ids : List.of(new String[] {"a", "x"}, new String[] {"a", "b"})) {
            Block block = block("", ids);
            guard.write(FakeLog.TOPIC, new Block(block.header().with(ranges), block.rows(), block.quarantined()));
        }
        assertThat(log.blocks()).hasSize(2).allMatch(b -> b.header().sources().equals(ranges));
        assertThat(log.blocks().get(0).header().rowCount()).isEqualTo(1);
        assertThat(log.blocks().get(1).header().rowCount()).isZero();
        assertThat(log.blocks().get(1).rows()).isEmpty();
    }

    @Test
    void whoComesDuringAClaimWaitsForItsEnd() throws Exception {
        guard.claim("events", "id", "run.0:", List.of("a", "b"));
        CompletableFuture<Written> waiting = write("", "a", "b", "c");
        CompletableFuture<Written> other = write("", "d");
        assertThat(waiting).isNotDone();
        assertThat(other).isDone();

        guard.settle("events", "id", "run.0:", List.of("a"), LATER);

        waiting.get(60, TimeUnit.SECONDS);
        assertThat(written()).containsExactly("d", "b", "c");
    }

    @Test
    void aClaimWaitsForWhatIsUnderWay() throws Exception {
        log.hold();
        CompletableFuture<Written> before = write("", "a");
        CompletableFuture<Void> claim =
                CompletableFuture.runAsync(() -> guard.claim("events", "id", "run.0:", List.of("a")));
        assertThat(claim).isNotDone();

        log.acknowledge();

        claim.get(60, TimeUnit.SECONDS);
        assertThat(before).isDone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Int8"})
    void numbersAreIds(String integer) {
        type = integer;
        guard.settle("events", "id", "run.0:", List.of("100", "7"), LATER);

        write("", "1", "100", "7", "101");

        assertThat(written()).containsExactly("1", "101");
    }

    @Test
    void uuidsAreIds() {
        type = "UUID";
        String known = "9e3779b1-0000-4000-8000-00000000000a";
        guard.settle("events", "id", "run.0:", List.of(known), LATER);

        write("", known, "9e3779b1-0000-4000-8000-00000000000b");

        assertThat(written()).hasSize(1);
    }

    @Test
    void aMillionIdsAreToldApart() {
        IdSet set = new IdSet();
        IdSet.Digest digest = new IdSet.Digest();
        IntStream.range(0, 1_000_000).forEach(i -> {
            digest.of("id" + i);
            set.add(digest);
        });
        assertThat(set.size()).isEqualTo(1_000_000);
        digest.of("id999999");
        assertThat(set.contains(digest)).isTrue();
        digest.of("id1000000");
        assertThat(set.contains(digest)).isFalse();
    }

    private CompletableFuture<Written> write(String key, String... ids) {
        return guard.write(FakeLog.TOPIC, block(key, ids));
    }

    private Block block(String key, String... ids) {
        DataType idType = TypeParser.parse(type);
        TableSpec table = new TableSpec(
                "events",
                List.of(new Column("id", idType), new Column("tags", TypeParser.parse("Array(String)"))),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
        BlockBuilder builder = new BlockBuilder(JsonTable.compile(table, ComputedDefaults.NONE));
        StringBuilder body = new StringBuilder();
        for (String id : ids) {
            body.append("{\"id\":\"")
                    .append(id)
                    .append("\",\"tags\":[\"t")
                    .append(id)
                    .append("\"]}\n");
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = new EventReader(bytes, bytes.length, EventFormat.NDJSON, NOW * 1_000)) {
            reader.readInto(builder, Long.MAX_VALUE);
        }
        assertThat(builder.quarantined()).isZero();
        return builder.build(allocator, 1, NOW * 1_000, key, 0);
    }

    private List<String> written() {
        List<String> ids = new ArrayList<>();
        BlockIds blocks = new BlockIds(allocator);
        log.blocks()
                .forEach(block -> blocks.any(block, "id", id -> {
                    ids.add(id);
                    return false;
                }));
        return ids;
    }
}
