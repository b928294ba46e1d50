package io.pipit.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.json.ComputedDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which requests share a block, and when it is written. */
class GatheredEventsTest extends EventsIntakeTestBase {
    @Test
    void smallRequestsShareABlock() throws Exception {
        restart(config(64 << 20, 1_000, 1 << 20));
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            receipts.add(send("{\"id\":" + i + "}\n{\"id\":-1}\n"));
        }
        for (CompletableFuture<Receipt> receipt : receipts) {
            assertThat(receipt.get(60, TimeUnit.SECONDS))
                    .extracting(Receipt::successfulRows, Receipt::quarantinedRows)
                    .containsExactly(1, 1);
        }
        assertThat(log.blocks()).hasSizeLessThan(25); // two when nothing delays the requests: one a lane
        assertThat(rows()).isEqualTo(50);
        assertThat(log.blocks().stream()
                        .mapToInt(b -> b.header().quarantinedCount())
                        .sum())
                .isEqualTo(50);
    }

    @Test
    void aRequestAfterARestWaitsForNobody() throws Exception {
        restart(config(64 << 20, 3_600_000, 1 << 20));
        assertThat(send("{\"id\":1}").get(60, TimeUnit.SECONDS).successfulRows())
                .isEqualTo(1);
        List<CompletableFuture<Receipt>> soonAfter = List.of(send("{\"id\":2}"), send("{\"id\":3}"));
        intake.close();
        for (CompletableFuture<Receipt> receipt : soonAfter) {
            assertThat(receipt.get(60, TimeUnit.SECONDS).successfulRows()).isEqualTo(1);
        }
        assertThat(log.blocks().stream().map(b -> b.header().rowCount())).containsExactly(1, 2);
    }

    @Test
    void aFullBlockDoesNotWaitForItsTime() throws Exception {
        restart(config(64 << 20, 3_600_000, 1_000));
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            receipts.add(send("{\"id\":" + i + ",\"s\":\"" + "x".repeat(1_000) + "\"}"));
        }
        for (CompletableFuture<Receipt> receipt : receipts) {
            assertThat(receipt.get(60, TimeUnit.SECONDS).successfulRows()).isEqualTo(1);
        }
        assertThat(log.blocks()).hasSize(10);
    }

    @Test
    void aBodyWithoutEventsLeavesNoTraceInASharedBlock() throws Exception {
        restart(config(64 << 20, 100, 1 << 20));
        assertThatThrownBy(() -> send("nonsense")).hasMessageContaining("nothing was stored");
        send("{\"id\":0}").get(60, TimeUnit.SECONDS);
        CompletableFuture<Receipt> good = send("{\"id\":1}");
        assertThatThrownBy(() -> send("nonsense\nmore")).hasMessageContaining("nothing was stored");
        CompletableFuture<Receipt> alsoGood = send("{\"id\":2}");
        good.get(60, TimeUnit.SECONDS);
        alsoGood.get(60, TimeUnit.SECONDS);
        assertThat(rows()).isEqualTo(3);
        assertThat(log.blocks()).allMatch(b -> b.header().quarantinedCount() == 0);
    }

    @Test
    void aNewPlanIsTakenAtOnceAndOpenBlocksAreWritten() throws Exception {
        restart(config(64 << 20, 3_600_000, 1 << 20));
        send("{\"id\":0}").get(60, TimeUnit.SECONDS);
        CompletableFuture<Receipt> before = send("{\"id\":1}");
        intake.apply(
                Map.of("events", table("events", "name"), "more", table("more", "id")),
                Set.of("hits"),
                Map.of("events", FakeLog.TOPIC, "more", FakeLog.TOPIC),
                ComputedDefaults.NONE);
        assertThat(before.get(60, TimeUnit.SECONDS).successfulRows()).isEqualTo(1);
        CompletableFuture<Receipt> after = send("{\"name\":\"x\"}");
        CompletableFuture<Receipt> more = send("more", "{\"id\":\"x\"}", "");
        intake.close();
        assertThat(after.get(60, TimeUnit.SECONDS).successfulRows()).isEqualTo(1);
        assertThat(more.get(60, TimeUnit.SECONDS).successfulRows()).isEqualTo(1);
        assertThat(log.blocks().get(2).header().schemaVersion())
                .isGreaterThan(log.blocks().get(1).header().schemaVersion());
        assertThatThrownBy(() -> send("{}")).hasMessageContaining("stopping");
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        restart(config(64 << 20, 2, 5_000));
        int threads = 8;
        int requests = 300;
        List<CompletableFuture<Integer>> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            senders.add(CompletableFuture.supplyAsync(() -> {
                int rows = 0;
                for (int i = 0; i < requests; i++) {
                    rows += send("{\"id\":" + i + "}\n{\"id\":7,\"s\":\"y\"}")
                            .join()
                            .successfulRows();
                }
                return rows;
            }));
        }
        int answered = 0;
        for (CompletableFuture<Integer> sender : senders) {
            answered += sender.get(60, TimeUnit.SECONDS);
        }
        assertThat(answered).isEqualTo(threads * requests * 2);
        assertThat(rows()).isEqualTo(threads * requests * 2);
    }
}
