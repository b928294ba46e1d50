package io.pipit.cli.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What stands in a YAML tree, as test files mean it: scalars are texts as written, so that dates and numbers stay what they are. */
final class TestYaml {
    /** JSON with numbers as written: neither digits nor 64-bit integers are lost. */
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private TestYaml() {}

    /** The members of a mapping; empty when it is none. */
    static Map<String, Node> members(Node node) {
        Map<String, Node> members = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                members.put(text(tuple.getKeyNode()), tuple.getValueNode());
            }
        }
        return members;
    }

    /** The text of a scalar; empty for null and for what is none. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag()) ? scalar.getValue() : "";
    }

    /** The line of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** Parameters: a text {@code a=1&b=2}, or a mapping. */
    static Map<String, List<String>> parameters(Node node) {
        if (!(node instanceof MappingNode)) {
            return ParameterText.parse(text(node));
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        members(node).forEach((name, value) -> {
            if (value instanceof SequenceNode list) {
                parameters.put(
                        name, list.getValue().stream().map(TestYaml::text).toList());
            } else if (!(value instanceof ScalarNode scalar && Tag.NULL.equals(scalar.getTag()))) {
                parameters.put(name, List.of(text(value)));
            }
        });
        return parameters;
    }

    /** Rows: NDJSON text however it is folded, a JSON array, or YAML's own lists and mappings. Empty when they cannot be read. */
    static Optional<List<JsonNode>> rows(Node node) {
        List<JsonNode> values = new ArrayList<>();
        if (node instanceof ScalarNode) {
            try (MappingIterator<JsonNode> all = JSON.readerFor(JsonNode.class).readValues(text(node))) {
                while (all.hasNextValue()) {
                    values.add(all.nextValue());
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        } else {
            values.add(json(node));
        }
        List<JsonNode> rows = new ArrayList<>();
        values.forEach(v -> {
            if (v.isArray()) {
                v.forEach(rows::add);
            } else {
                rows.add(v);
            }
        });
        return rows.stream().allMatch(JsonNode::isObject) ? Optional.of(rows) : Optional.empty();
    }

    private static JsonNode json(Node node) {
        if (node instanceof MappingNode) {
            ObjectNode object = JSON.createObjectNode();
            members(node).forEach((name, value) -> object.set(name, json(value)));
            return object;
        } else if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.createArrayNode();
            sequence.getValue().forEach(n -> array.add(json(n)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private static JsonNode scalar(ScalarNode node) {
        boolean bare = Tag.INT.equals(node.getTag())
                || Tag.FLOAT.equals(node.getTag())
                || Tag.BOOL.equals(node.getTag())
                || Tag.NULL.equals(node.getTag());
        try {
            return bare
                    ? Tag.NULL.equals(node.getTag())
                            ? JsonNodeFactory.instance.nullNode()
                            : JSON.readTree(node.getValue())
                    : JsonNodeFactory.instance.textNode(node.getValue());
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(node.getValue());
        }
    }
}
