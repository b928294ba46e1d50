package io.pipit.intake.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.core.project.connector.KafkaSource.Reset;
import io.pipit.intake.kafka.FeederStatus.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What becomes of messages, and of topics that are missing, made anew or shortened. */
class FeedersIT extends FeederTestBase {
    @Test
    void messagesBecomeRowsAndBadOnesGoToTheQuarantine() throws Exception {
        topics.topic("plain", 2);
        topics.send("plain", 0, bytes("key"), bytes("{\"id\":1,\"s\":\"a\"}"));
        topics.send("plain", 1, null, bytes("{\"id\":\"x\"}"));
        topics.send("plain", 1, null, bytes("garbage"));
        topics.send("plain", 1, null, new byte[] {0, 0, 0, 0, 7, '{', '}'});
        topics.send("plain", 1, bytes("gone"), null);
        topics.send("plain", 1, new byte[] {(byte) 0xff}, bytes("{\"id\":2}"));
        try (var process = topics.process(source("plain"))) {
            topics.awaitRows("plain", 6);
            TopicFixture.await("it counts them", () -> process.status().messages() == 6);
            assertThat(process.status().quarantined()).isEqualTo(4);
            assertThat(process.status().state()).isEqualTo(State.READING);
        }
        assertThat(topics.query(
                        "plain",
                        "select id || s || __value || __topic || __partition || __offset || __key || __headers::text "
                                + "from t order by id"))
                .containsExactly("1aforeign.plain00key{h=1}", "2foreign.plain14\uFFFD{h=1}");
        assertThat(topics.quarantine(
                        "plain", "select __offset || ' ' || __key || ' ' || c__error[1][:29] from t order by __offset"))
                .containsExactly(
                        "0  expected UInt32 from 0 to 429",
                        "1  not valid JSON at column 1: U",
                        "2  it begins with the number of ",
                        "3 gone is missing at $.id and has no");
        assertThat(topics.reports).anyMatch(r -> r.dataSource().equals("plain") && r.messages() > 0);
    }

    @Test
    void latestIsTheMomentOfTheFirstStart() throws Exception {
        topics.topic("latest", 2);
        topics.send("latest", 2, 0, 10);
        KafkaSource source = topics.source("latest", Reset.LATEST, Format.JSON_WITHOUT_SCHEMA);
        try (var process = topics.process(source)) {
            TopicFixture.await("it reads", () -> process.status().state() == State.READING);
        }
        topics.send("latest", 2, 10, 20);
        try (var process = topics.process(source)) {
            topics.awaitRows("latest", 10);
        }
        assertThat(topics.query("latest", "select min(id) || ' ' || count(*) from t"))
                .containsExactly("10 10");
    }

    @Test
    void aTopicThatIsMissingOrAnotherOneIsAnErrorUntilItIsMended() throws Exception {
        try (var process = topics.process(source("anew"))) {
            TopicFixture.await("it says so", () -> process.status().code().equals(ErrorCode.UNKNOWN_TOPIC.name()));
            assertThat(process.status().error()).contains("There is no topic 'foreign.anew'");
            assertThatThrownBy(() -> process.feeders.goOn("anew")).hasMessageContaining("nothing to go over to");
            assertThatThrownBy(() -> process.feeders.goOn("anwe")).hasMessageContaining("'anew'");
            topics.topic("anew", 2);
            topics.send("anew", 2, 0, 100);
            topics.awaitRows("anew", 100);
            TopicFixture.await("it reads", () -> process.status().state() == State.READING);

            topics.admin.deleteTopics(List.of("foreign.anew")).all().get(60, TimeUnit.SECONDS);
            TopicFixture.await(
                    "it is gone", () -> topics.logs.describe("foreign.anew").isEmpty());
            topics.topic("anew", 1);
            topics.send("anew", 1, 100, 150);
            TopicFixture.await("it says so", () -> process.status().code().equals(ErrorCode.SOURCE_CHANGED.name()));
            assertThat(process.status().error()).contains("pipit datasource kafka anew --go-on");
            assertThat(topics.rows("anew")).isEqualTo(100);
            process.feeders.goOn("anew");
            topics.awaitRows("anew", 150);
        }
        assertThat(topics.query("anew", "select count(*) || ' ' || count(distinct id) from t"))
                .containsExactly("150 150");
    }

    @Test
    void whatTheRetentionDeletedIsReported() throws Exception {
        topics.topic("deleted", 1);
        topics.send("deleted", 1, 0, 10);
        try (var process = topics.process(source("deleted"))) {
            topics.awaitRows("deleted", 10);
        }
        topics.send("deleted", 1, 10, 30);
        topics.admin
                .deleteRecords(Map.of(new TopicPartition("foreign.deleted", 0), RecordsToDelete.beforeOffset(15)))
                .all()
                .get(60, TimeUnit.SECONDS);
        try (var process = topics.process(source("deleted"))) {
            topics.awaitRows("deleted", 25);
            assertThat(process.status().lost()).isEqualTo(5);
        }
        assertThat(topics.reports).anyMatch(r -> r.message().contains("The messages 10 to 14 of partition 0"));
        assertThat(topics.query("deleted", "select count(*) || ' ' || max(__offset) from t"))
                .containsExactly("25 29");
    }

    @Test
    void aRegistryThatIsAwayHoldsMessagesBackAndLosesNone() throws Exception {
        topics.topic("avro", 1);
        try (AvroRegistry registry = new AvroRegistry()) {
            String first = "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}]}";
            String second = first.replace("]}", ",{\"name\":\"s\",\"type\":[\"null\",\"string\"]}]}");
            registry.put(1, first);
            registry.put(2, second);
            send(1, first, 1, null);
            KafkaSource source = topics.source("avro", Reset.EARLIEST, Format.AVRO, registry.url(""));
            registry.status = 500;
            try (var process = topics.process(source)) {
                TopicFixture.await(
                        "it says so", () -> process.status().code().equals(ErrorCode.SOURCE_UNAVAILABLE.name()));
                assertThat(process.status().error()).contains("The schema registry");
                registry.status = 200;
                topics.awaitRows("avro", 1);
                send(2, second, 2, "later");
                topics.send("avro", 0, null, bytes("{}"));
                send(1, first, 3, null);
                topics.awaitRows("avro", 4);
            }
        }
        assertThat(topics.query("avro", "select id || ' ' || s || ' ' || __offset from t order by id"))
                .containsExactly("1  0", "2 later 1", "3  3");
        assertThat(topics.quarantine("avro", "select __offset || c__error[1][:24] from t"))
                .containsExactly("2it does not begin with a");
    }

    private void send(int id, String schema, int value, String text) throws Exception {
        Schema parsed = new Schema.Parser().parse(schema);
        GenericRecord record = new GenericData.Record(parsed);
        record.put("id", value);
        if (text != null) {
            record.put("s", text);
        }
        topics.send("avro", 0, null, AvroRegistry.framed(id, parsed, record));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
