package io.pipit.core.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs cases on an engine of its own and says what differs. Not thread-safe. */
final class ConformanceRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables();
    private final Duck duck = new Duck();

    ConformanceRun(Map<String, String> setup) throws SQLException {
        for (Map.Entry<String, String> table : setup.entrySet()) {
            TranslatedQuery query = dialect.translate(
                    dialect.parse(table.getValue(), table.getKey(), 1), tables, TranslationMode.PLAIN);
            duck.execute("CREATE TABLE " + table.getKey() + " AS " + query.bind(t -> t));
            tables.columns(table.getKey(), query.columns());
        }
    }

    /** What is wrong with the answer, in one line; empty when nothing is. */
    Optional<String> difference(ConformanceCase wanted) {
        try {
            TranslatedQuery query =
                    dialect.translate(dialect.parse(wanted.query(), "query", 1), tables, TranslationMode.PLAIN);
            List<JsonNode> found = rows(query, duck);
            if (wanted.refused()) {
                return Optional.of("is answered, where it should be refused");
            }
            List<JsonNode> rows = new ArrayList<>();
            for (String row : wanted.rows()) {
                rows.add(JSON.readTree(row));
            }
            return sameRows(wanted, rows, found, SortKeys.of(wanted.query(), query.columns()))
                    ? Optional.empty()
                    : Optional.of("found " + shortened(found));
        } catch (PipitException e) {
            return wanted.refused() ? Optional.empty() : Optional.of(oneLine(e.getMessage()));
        } catch (SQLException | IOException | RuntimeException e) {
            return Optional.of("fails: " + oneLine(e.getClass().getSimpleName() + " " + e.getMessage()));
        }
    }

    private static List<JsonNode> rows(TranslatedQuery query, Duck duck) throws SQLException {
        List<JsonNode> rows = new ArrayList<>();
        for (List<Object> row : duck.rows(NarrowTables.bindBare(query))) {
            ArrayNode values = JSON.createArrayNode();
            for (int i = 0; i < query.columns().size(); i++) {
                values.add(AnswerJson.of(query.columns().get(i).type(), row.get(i)));
            }
            rows.add(values);
        }
        return rows;
    }

    /** Rows in order; where that differs, rows of equal sort keys as sets. */
    private static boolean sameRows(ConformanceCase wanted, List<JsonNode> rows, List<JsonNode> found, SortKeys keys) {
        if (rows.size() != found.size()) {
            return false;
        }
        boolean inOrder = true;
        boolean keysInOrder = true;
        for (int i = 0; i < rows.size(); i++) {
            inOrder &= same(found.get(i), rows.get(i), wanted.tolerance());
            for (int column : keys.columns()) {
                keysInOrder &= same(found.get(i).get(column), rows.get(i).get(column), wanted.tolerance());
            }
        }
        return inOrder || (keys.known() && keysInOrder && sameSet(wanted, rows, found));
    }

    private static boolean sameSet(ConformanceCase wanted, List<JsonNode> rows, List<JsonNode> found) {
        List<JsonNode> rest = new ArrayList<>(found);
        for (JsonNode row : rows) {
            Optional<JsonNode> match =
                    rest.stream().filter(r -> same(r, row, wanted.tolerance())).findFirst();
            if (match.isEmpty()) {
                return false;
            }
            rest.remove(match.get());
        }
        return true;
    }

    private static boolean same(JsonNode found, JsonNode wanted, double tolerance) {
        return AnswerJson.same(found, wanted, Math.max(tolerance, 1e-9));
    }

    private static String shortened(List<JsonNode> rows) {
        String text = rows.toString();
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static String oneLine(String message) {
        String first =
                Arrays.stream(String.valueOf(message).split("\n")).findFirst().orElse("");
        return first.length() > 300 ? first.substring(0, 300) + "…" : first;
    }

    @Override
    public void close() {
        duck.close();
    }
}
