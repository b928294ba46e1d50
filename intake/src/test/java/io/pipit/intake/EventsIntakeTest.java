package io.pipit.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsIntakeTest extends EventsIntakeTestBase {
    @Test
    void nothingIsPromisedBeforeItIsDurable() throws Exception {
        log.hold();
        CompletableFuture<Receipt> receipt = send("{\"id\":1}");
        await(() -> log.blocks().size() == 1);
        assertThat(receipt).isNotDone();
        log.acknowledge();
        assertThat(receipt.get(60, TimeUnit.SECONDS).position().toText()).isEqualTo("topicA:0=1");
    }

    @Test
    void aFullIntakeRefusesAtOnceAndLosesNothing() throws Exception {
        restart(new IntakeConfig(1_000, 1_000, 3_000, 1, 500, 1_000, 1, 10, 1_000, Optional.empty(), 0));
        log.hold();
        String body = "{\"id\":1,\"s\":\"" + "x".repeat(880) + "\"}";
        List<CompletableFuture<Receipt>> accepted = new ArrayList<>();
        PipitException refused = null;
        for (int i = 0; i < 10 && refused == null; i++) {
            try {
                accepted.add(send(body));
            } catch (PipitException e) {
                refused = e;
            }
        }
        assertThat(accepted).hasSize(3);
        assertThat(refused).hasMessageContaining("nothing of it is stored");
        assertThat(refused.code()).isEqualTo(ErrorCode.INTAKE_FULL);
        log.acknowledge();
        for (CompletableFuture<Receipt> receipt : accepted) {
            receipt.get(60, TimeUnit.SECONDS);
        }
        assertThat(rows()).isEqualTo(3);
        assertThat(send(body).get(60, TimeUnit.SECONDS).successfulRows()).isEqualTo(1);
    }

    @Test
    void aRepeatedKeyGivesTheSameAnswerAndNoSecondBlock() throws Exception {
        String body = "{\"id\":1}\n{\"id\":\"x\"}\n";
        log.hold();
        CompletableFuture<Receipt> first = send(body, "key-1");
        CompletableFuture<Receipt> meanwhile = send(body, "key-1");
        log.acknowledge();
        Receipt receipt = first.get(60, TimeUnit.SECONDS);
        assertThat(meanwhile.get(60, TimeUnit.SECONDS)).isEqualTo(receipt);
        assertThat(send(body, "key-1").get(60, TimeUnit.SECONDS)).isEqualTo(receipt);
        assertThat(log.blocks()).hasSize(1);
        assertThat(log.blocks().get(0).header().idempotencyKey()).isEqualTo("key-1");
        assertThat(receipt)
                .extracting(Receipt::successfulRows, Receipt::quarantinedRows)
                .containsExactly(1, 1);

        assertThatThrownBy(() -> send("{\"id\":2}", "key-1"))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("was used for another body");
        assertThat(send(body, "key-2").get(60, TimeUnit.SECONDS).position().toText())
                .isEqualTo("topicA:0=2");
    }

    @Test
    void aKeyedRequestGivesTheSamePartsAgain() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            body.append("{\"id\":").append(i).append("}\n");
        }
        restart(config(64 << 20, 5, 3_000));
        send(body.toString(), "k").get(60, TimeUnit.SECONDS);
        List<Block> first = log.blocks();
        restart(config(64 << 20, 5, 3_000)); // it has forgotten the key
        send(body.toString(), "k").get(60, TimeUnit.SECONDS);
        List<Block> again = log.blocks().subList(first.size(), log.blocks().size());
        assertThat(first).hasSizeGreaterThan(2).hasSameSizeAs(again);
        for (int i = 0; i < first.size(); i++) {
            assertThat(again.get(i).rows()).isEqualTo(first.get(i).rows());
            assertThat(first.get(i).header().part()).isEqualTo(i);
            assertThat(again.get(i).header().part()).isEqualTo(i);
        }
    }

    @Test
    void failuresOfTheLogReachEveryRequestAndAKeyCanBeRepeated() throws Exception {
        log.failWith(new PipitException(ErrorCode.LOG_UNAVAILABLE, "The log cannot be reached."));
        assertThat(codeOf(send("{\"id\":1}"))).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
        assertThat(codeOf(send("{\"id\":1}", "k"))).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
        log.failWith(new PipitException(ErrorCode.ACCEPTANCE_UNKNOWN, "It may be there."));
        assertThat(codeOf(send("{\"id\":1}", "k"))).isEqualTo(ErrorCode.ACCEPTANCE_UNKNOWN);
        log.failWith(null);
        assertThat(send("{\"id\":1}", "k").get(60, TimeUnit.SECONDS).successfulRows())
                .isEqualTo(1);
    }

    @Test
    void compressedBodiesAreReadAndBounded() throws Exception {
        restart(new IntakeConfig(10_000, 50_000, 1 << 20, 1, 500, 1 << 20, 1, 10, 1_000, Optional.empty(), 0));
        byte[] body = "{\"id\":1}\n".repeat(4_000).getBytes(StandardCharsets.UTF_8);
        assertThat(send(gzip(body), ContentCoding.GZIP)
                        .get(60, TimeUnit.SECONDS)
                        .successfulRows())
                .isEqualTo(4_000);
        assertThat(refusal(gzip(new byte[60_000]), ContentCoding.GZIP))
                .hasMessageContaining("larger than the 50,000 bytes that one request may have once it is decompressed")
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(refusal(body, ContentCoding.IDENTITY))
                .hasMessageContaining("larger than the 10,000 bytes")
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(refusal("{\"id\":1}".getBytes(StandardCharsets.UTF_8), ContentCoding.GZIP))
                .hasMessageContaining("The body is not valid gzip");
        assertThat(refusal(Arrays.copyOf(gzip(body), 40), ContentCoding.GZIP))
                .hasMessageContaining("The body is not valid gzip");
        assertThat(refusal("{\"id\":1}".getBytes(StandardCharsets.UTF_8), ContentCoding.ZSTD))
                .hasMessageContaining("The body is not valid zstd");
        assertThat(intake.pendingBytes()).isZero();
    }

    @Test
    void zstdIsRead() throws Exception {
        byte[] body = "{\"id\":1}\n{\"id\":2}\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var zstd = new io.airlift.compress.zstd.ZstdOutputStream(out)) {
            zstd.write(body);
        }
        assertThat(send(out.toByteArray(), ContentCoding.ZSTD)
                        .get(60, TimeUnit.SECONDS)
                        .successfulRows())
                .isEqualTo(2);
    }

    @Test
    void otherNamesAreRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> send("evnts", "{}", ""))
                .hasMessage("There is no data source 'evnts'. Did you mean 'events'?");
        assertThatThrownBy(() -> send("something", "{}", ""))
                .hasMessage("There is no data source 'something'. Events can be sent to: events.");
        assertThatThrownBy(() -> send("hits", "{}", ""))
                .hasMessageStartingWith("Data source 'hits' takes no events")
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void aDiskThatIsNearlyFullTakesNoEvents(@TempDir Path folder) {
        restart(new IntakeConfig(
                1_000, 1_000, 10_000, 1, 500, 1_000, 1, 10, 1_000, Optional.of(folder), Long.MAX_VALUE / 2));
        assertThatThrownBy(() -> send("{\"id\":1}"))
                .hasMessageContaining("Free space in " + folder)
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.DISK_FULL);
    }

    @Test
    void aPlanThatCannotBeReadLeavesTheOneBefore() throws Exception {
        TableSpec broken = new TableSpec(
                "events",
                List.of(new Column("id", TypeParser.parse("UInt32"), "id", "")),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
        assertThatThrownBy(() -> intake.apply(
                        Map.of("events", broken), Set.of(), Map.of("events", FakeLog.TOPIC), ComputedDefaults.NONE))
                .hasMessageContaining("it starts with '$'");
        assertThat(send("{\"id\":1}").get(60, TimeUnit.SECONDS).successfulRows())
                .isEqualTo(1);
    }

    private Throwable refusal(byte[] body, ContentCoding coding) {
        return org.assertj.core.api.Assertions.catchThrowable(() -> send(body, coding));
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private static ErrorCode codeOf(CompletableFuture<Receipt> receipt) throws Exception {
        try {
            receipt.get(60, TimeUnit.SECONDS);
            throw new AssertionError("It succeeded.");
        } catch (ExecutionException e) {
            return ((PipitException) e.getCause()).code();
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
