package io.pipit.core.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage.Ran;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Coverage as the text in a snapshot's summary: short JSON, because the metadata of a table repeats it for every snapshot.
 * The same coverage gives the same text.
 */
final class CoverageCodec {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CoverageCodec() {}

    static String encode(Coverage coverage) {
        ObjectNode root = JSON.createObjectNode().put("v", VERSION);
        ObjectNode feeds = root.putObject("feeds");
        coverage.feeds().forEach((name, feed) -> encode(feeds.putObject(name), feed));
        ObjectNode copies = root.putObject("copies");
        coverage.copies().forEach((name, copy) -> encode(copies.putObject(name), copy));
        return root.toString();
    }

    private static void encode(ObjectNode node, FeedCoverage feed) {
        ObjectNode next = node.putObject("next");
        feed.partitions().forEach((p, offset) -> next.put(text(p), offset));
        if (!feed.freshNext().isEmpty()) {
            ObjectNode fresh = node.putObject("fresh");
            new TreeMap<>(feed.freshNext()).forEach((p, offset) -> fresh.put(Integer.toString(p), offset));
        }
        if (!feed.recentKeys().isEmpty()) {
            ObjectNode keys = node.putObject("keys");
            new TreeMap<>(feed.recentKeys()).forEach((p, hashes) -> keys.put(Integer.toString(p), pack(hashes)));
        }
        if (!feed.setAside().isEmpty()) {
            ArrayNode aside = node.putArray("aside");
            feed.setAside()
                    .forEach(b -> aside.addArray()
                            .add(text(b.partition()))
                            .add(b.offset())
                            .add(b.error()));
        }
    }

    private static void encode(ObjectNode node, CopyCoverage copy) {
        node.put("run", copy.runId())
                .put("key", copy.runKey())
                .put("number", copy.number())
                .put("edge", copy.edge().toText())
                .put("at", copy.committedAtMillis());
        if (copy.oldest() > 0) {
            node.put("oldest", copy.oldest());
        }
        ObjectNode keys = node.putObject("keys");
        copy.numbersByKey().forEach(keys::put);
        if (!copy.runs().isEmpty()) {
            ObjectNode runs = node.putObject("runs");
            copy.runs()
                    .forEach((number, run) -> runs.putArray(Long.toString(number))
                            .add(run.id())
                            .add(run.rows())
                            .add(run.bytes()));
        }
        copy.basis()
                .ifPresent(basis -> node.putObject("basis")
                        .put("at", basis.atMicros())
                        .put("source", basis.source())
                        .put("snapshot", basis.snapshot())
                        .put("of", basis.fingerprint()));
    }

    static Coverage decode(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.path("v").asInt() != VERSION) {
                throw damaged(text, "version " + root.path("v") + " instead of " + VERSION, null);
            }
            SortedMap<String, FeedCoverage> feeds = new TreeMap<>();
            root.path("feeds").properties().forEach(e -> feeds.put(e.getKey(), feed(e.getValue())));
            SortedMap<String, CopyCoverage> copies = new TreeMap<>();
            root.path("copies").properties().forEach(e -> copies.put(e.getKey(), copy(e.getValue())));
            return new Coverage(feeds, copies);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(text, e.getMessage(), e);
        }
    }

    private static FeedCoverage feed(JsonNode node) {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        node.path("next")
                .properties()
                .forEach(e -> next.put(partition(e.getKey()), e.getValue().asLong()));
        Map<Integer, Long> fresh = new HashMap<>();
        node.path("fresh")
                .properties()
                .forEach(
                        e -> fresh.put(Integer.valueOf(e.getKey()), e.getValue().asLong()));
        Map<Integer, List<Long>> keys = new HashMap<>();
        node.path("keys")
                .properties()
                .forEach(e -> keys.put(
                        Integer.valueOf(e.getKey()), unpack(e.getValue().asText())));
        List<SetAsideBlock> aside = new ArrayList<>();
        node.path("aside")
                .forEach(b -> aside.add(new SetAsideBlock(
                        partition(b.path(0).asText()),
                        b.path(1).asLong(),
                        b.path(2).asText())));
        return new FeedCoverage(next, fresh, keys, aside);
    }

    private static CopyCoverage copy(JsonNode node) {
        SortedMap<String, Long> keys = new TreeMap<>();
        node.path("keys")
                .properties()
                .forEach(e -> keys.put(e.getKey(), e.getValue().asLong()));
        return new CopyCoverage(
                node.path("run").asText(),
                node.path("key").asText(),
                node.path("number").asLong(),
                keys,
                runs(node.path("runs")),
                node.path("oldest").asLong(),
                PositionVector.parse(node.path("edge").asText()),
                node.path("at").asLong(),
                basis(node.path("basis")));
    }

    private static SortedMap<Long, Ran> runs(JsonNode node) {
        SortedMap<Long, Ran> runs = new TreeMap<>();
        node.properties().forEach(e -> {
            JsonNode run = e.getValue();
            runs.put(
                    Long.valueOf(e.getKey()),
                    new Ran(
                            run.path(0).asText(),
                            run.path(1).asLong(),
                            run.path(2).asLong()));
        });
        return runs;
    }

    private static Optional<CopyCoverage.Basis> basis(JsonNode node) {
        return node.isObject()
                ? Optional.of(new CopyCoverage.Basis(
                        node.path("at").asLong(),
                        node.path("source").asText(),
                        node.path("snapshot").asLong(),
                        node.path("of").asText()))
                : Optional.empty();
    }

    private static String text(LogPartition partition) {
        return partition.topicId() + ":" + partition.partition();
    }

    private static LogPartition partition(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is not TOPIC:PARTITION");
        }
        return new LogPartition(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static String pack(List<Long> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Long.BYTES);
        hashes.forEach(bytes::putLong);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static List<Long> unpack(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        List<Long> hashes = new ArrayList<>(bytes.remaining() / Long.BYTES);
        while (bytes.remaining() >= Long.BYTES) {
            hashes.add(bytes.getLong());
        }
        return hashes;
    }

    private static PipitException damaged(String text, String why, Exception cause) {
        String start = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new PipitException(
                ErrorCode.COVERAGE_MISSING,
                "The coverage in a snapshot cannot be read (" + why + "): " + start
                        + ". A newer Pipit or another program wrote it; roll the table back to a snapshot of Pipit.",
                cause);
    }
}
