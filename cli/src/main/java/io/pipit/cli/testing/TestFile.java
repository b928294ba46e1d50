package io.pipit.cli.testing;

import io.pipit.cli.testing.TestCase.Expected;
import io.pipit.cli.testing.TestCase.Question;
import io.pipit.core.error.NearestName;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The tests of one file {@code tests/PIPE.yaml}. What cannot be read becomes a test that fails with the reason, so that one mistake does not
 * hide the other tests.
 *
 * <p>Also read is the older form, a list of {@code name: {sql, pipe: {name, params}}}, which passes when the query has no rows.
 */
final class TestFile {
    private static final List<String> KEYS =
            List.of("name", "description", "parameters", "expected_result", "expected_http_status", "fixtures", "now");
    private static final Set<String> OLDER_KEYS = Set.of("sql", "max_time", "max_bytes_read", "pipe");
    private static final int LARGEST = 64 << 20;

    private final String path;
    private final String pipe;
    private final List<TestCase> cases = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private TestFile(String path) {
        this.path = path;
        this.pipe = pipe(path);
    }

    /** The name of the pipe that a file tests. */
    static String pipe(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.replaceFirst("\\.ya?ml$", "");
    }

    /** The tests of a file, in their order. */
    static List<TestCase> read(String path, String text) {
        TestFile file = new TestFile(path);
        try {
            file.read(compose(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            file.broken(line, "this is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            file.broken(1, "this is not YAML: " + e.getMessage());
        }
        return file.cases;
    }

    static Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return new Yaml(options).compose(new StringReader(text));
    }

    private void read(Node root) {
        if (root == null) {
            return;
        }
        if (!(root instanceof SequenceNode list)) {
            broken(TestYaml.line(root), "a test file is a list of tests, each beginning with '- name: …'");
            return;
        }
        list.getValue().forEach(this::test);
    }

    private void test(Node node) {
        Map<String, Node> members = TestYaml.members(node);
        int line = TestYaml.line(node);
        if (!(node instanceof MappingNode) || members.isEmpty()) {
            broken(line, "a test is a mapping with 'name', 'parameters' and 'expected_result'");
        } else if (older(members)) {
            Map.Entry<String, Node> only = members.entrySet().iterator().next();
            olderTest(line, only.getKey(), TestYaml.members(only.getValue()));
        } else if (members.containsKey("tests") || members.containsKey("pipe") && !members.containsKey("name")) {
            return; // regression rules between two versions of a workspace
        } else {
            test(line, members);
        }
    }

    private static boolean older(Map<String, Node> members) {
        return members.size() == 1
                && TestYaml.members(members.values().iterator().next()).keySet().stream()
                        .anyMatch(OLDER_KEYS::contains);
    }

    private void test(int line, Map<String, Node> members) {
        String name = TestYaml.text(members.get("name"));
        List<String> problems = new ArrayList<>();
        if (name.isEmpty()) {
            problems.add("the test has no 'name'");
        } else if (!names.add(name)) {
            problems.add("an earlier test of the file has the same name");
        }
        members.keySet().stream()
                .filter(k -> !KEYS.contains(k))
                .forEach(k -> problems.add("'" + k + "' is no key of a test." + NearestName.hint(k, KEYS)));
        Map<String, List<String>> parameters =
                members.containsKey("parameters") ? TestYaml.parameters(members.get("parameters")) : Map.of();
        cases.add(new TestCase(
                path,
                line,
                name.isEmpty() ? "line " + line : name,
                new Question(pipe, parameters, ""),
                expected(members, problems),
                fixtures(members.get("fixtures")),
                now(members.get("now"), problems),
                String.join("; ", problems)));
    }

    private static Expected expected(Map<String, Node> members, List<String> problems) {
        int status = Expected.OK;
        String given = TestYaml.text(members.get("expected_http_status")).strip();
        if (!given.isEmpty()) {
            try {
                status = Integer.parseInt(given);
            } catch (NumberFormatException e) {
                problems.add("'expected_http_status' is '" + given + "', which is no number");
            }
        }
        Node result = members.get("expected_result");
        boolean recorded = result != null
                && !(TestYaml.text(result).isBlank()
                        && TestYaml.members(result).isEmpty()
                        && !(result instanceof SequenceNode));
        Optional<List<com.fasterxml.jackson.databind.JsonNode>> rows =
                recorded && status < 400 ? TestYaml.rows(result) : Optional.of(List.of());
        if (rows.isEmpty()) {
            problems.add("'expected_result' (line " + TestYaml.line(result) + ") is not one JSON object a line");
        }
        return new Expected(rows.orElse(List.of()), recorded, status);
    }

    private static Map<String, String> fixtures(Node node) {
        Map<String, String> fixtures = new LinkedHashMap<>();
        if (node != null) {
            TestYaml.members(node).forEach((name, value) -> fixtures.put(name, fixture(value)));
        }
        return fixtures;
    }

    private static String fixture(Node value) {
        return value instanceof SequenceNode
                ? TestYaml.rows(value)
                        .map(rows -> rows.stream().map(Object::toString).reduce("", (all, row) -> all + row + "\n"))
                        .orElse("")
                : TestYaml.text(value);
    }

    private static Optional<Instant> now(Node node, List<String> problems) {
        String text = TestYaml.text(node).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(instant(text));
        } catch (DateTimeException e) {
            problems.add("'now' is '" + text + "'; expected is a time as 2025-01-31 12:00:00, in UTC");
            return Optional.empty();
        }
    }

    /** A time in UTC, as {@code 2025-01-31 12:00:00} or {@code 2025-01-31}. */
    static Instant instant(String text) {
        String iso = text.strip().replace(' ', 'T');
        String whole = iso.length() == 10 ? iso + "T00:00:00" : iso;
        return LocalDateTime.parse(whole.endsWith("Z") ? whole.substring(0, whole.length() - 1) : whole)
                .toInstant(ZoneOffset.UTC);
    }

    private void olderTest(int line, String name, Map<String, Node> members) {
        Node pipeNode = members.get("pipe");
        Map<String, Node> of = pipeNode == null ? Map.of() : TestYaml.members(pipeNode);
        Map<String, List<String>> parameters =
                of.containsKey("params") ? TestYaml.parameters(of.get("params")) : Map.of();
        String sql = TestYaml.text(members.get("sql"));
        String older = TestYaml.text(of.get("name"));
        String problem = sql.isBlank() && older.isBlank() ? "the test has neither 'sql' nor 'pipe'" : "";
        cases.add(new TestCase(
                path,
                line,
                name,
                new Question(older, parameters, sql),
                new Expected(List.of(), true, Expected.OK),
                Map.of(),
                Optional.empty(),
                problem));
    }

    private void broken(int line, String problem) {
        cases.add(new TestCase(
                path,
                line,
                "line " + line,
                new Question(pipe, Map.of(), ""),
                new Expected(List.of(), false, Expected.OK),
                Map.of(),
                Optional.empty(),
                problem));
    }
}
