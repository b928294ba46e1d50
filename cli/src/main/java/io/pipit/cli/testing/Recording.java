package io.pipit.cli.testing;

import io.pipit.cli.testing.TestOutcome.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Writes what came back into the text of a test file; everything else of the text, comments too, stays as it is. */
final class Recording {
    private static final String RESULT = "expected_result";
    private static final String STATUS = "expected_http_status";

    /** Lines from one up to another, to be replaced. */
    private record Edit(int from, int to, List<String> lines) {}

    private final List<String> lines;
    private final List<Edit> edits = new ArrayList<>();

    private Recording(String text) {
        this.lines = new ArrayList<>(text.lines().toList());
    }

    /** The text with these answers, by the line at which each test starts. */
    static String of(String text, Map<Integer, Answer> answers) {
        Recording recording = new Recording(text);
        if (TestFile.compose(text) instanceof SequenceNode tests) {
            for (Node test : tests.getValue()) {
                Answer answer = answers.get(TestYaml.line(test));
                boolean block = test instanceof MappingNode mapping && mapping.getFlowStyle() != FlowStyle.FLOW;
                if (answer != null && block) {
                    recording.record((MappingNode) test, answer);
                }
            }
        }
        return recording.text();
    }

    private void record(MappingNode test, Answer answer) {
        Map<String, NodeTuple> members = new LinkedHashMap<>();
        test.getValue().forEach(t -> members.put(TestYaml.text(t.getKeyNode()), t));
        boolean ok = answer.status() == TestCase.Expected.OK;
        String indent =
                " ".repeat(test.getValue().get(0).getKeyNode().getStartMark().getColumn());
        List<String> added = new ArrayList<>();
        if (members.containsKey(STATUS)) {
            replace(test, members.get(STATUS), List.of(STATUS + ": " + answer.status()));
        } else if (!ok) {
            added.add(indent + STATUS + ": " + answer.status());
        }
        List<String> result = result(indent, ok ? answer.text() : "");
        if (members.containsKey(RESULT)) {
            if (ok || !members.containsKey(STATUS)) {
                replace(test, members.get(RESULT), result);
            }
        } else if (ok) {
            added.add(indent + result.get(0));
            added.addAll(result.subList(1, result.size()));
        }
        if (!added.isEmpty()) {
            int end = end(test, test.getValue().size() - 1);
            edits.add(new Edit(end, end, added));
        }
    }

    private static List<String> result(String indent, String ndjson) {
        List<String> result = new ArrayList<>();
        if (ndjson.isBlank()) {
            result.add(RESULT + ": ''");
        } else {
            result.add(RESULT + ": |");
            ndjson.lines().forEach(row -> result.add(indent + "  " + row));
        }
        return result;
    }

    private void replace(MappingNode test, NodeTuple member, List<String> with) {
        int line = member.getKeyNode().getStartMark().getLine();
        int column = member.getKeyNode().getStartMark().getColumn();
        List<String> replaced = new ArrayList<>();
        replaced.add(lines.get(line).substring(0, column) + with.get(0)); // "- " may stand before the first key
        replaced.addAll(with.subList(1, with.size()));
        edits.add(new Edit(line, end(test, test.getValue().indexOf(member)), replaced));
    }

    /** The line after a member: that of the next one, without blank lines and comments before it. */
    private int end(MappingNode test, int member) {
        boolean last = member + 1 == test.getValue().size();
        int key = test.getValue().get(member).getKeyNode().getStartMark().getLine();
        int end = last
                ? Math.min(lines.size(), afterLast(test))
                : test.getValue().get(member + 1).getKeyNode().getStartMark().getLine();
        while (end - 1 > key
                && (lines.get(end - 1).isBlank()
                        || lines.get(end - 1).stripLeading().startsWith("#"))) {
            end--;
        }
        return end;
    }

    /** Where the parser sees the end of the mapping: at the next token, or behind the last character. */
    private static int afterLast(MappingNode test) {
        return test.getEndMark().getColumn() == 0
                ? test.getEndMark().getLine()
                : test.getEndMark().getLine() + 1;
    }

    private String text() {
        // From the end, so that the lines of those before stay; of two at one line the insertion comes last.
        edits.sort(Comparator.comparingInt(Edit::from).thenComparing(Edit::to).reversed());
        for (Edit edit : edits) {
            List<String> range = lines.subList(edit.from(), edit.to());
            range.clear();
            range.addAll(edit.lines());
        }
        return String.join("\n", lines) + "\n";
    }
}
