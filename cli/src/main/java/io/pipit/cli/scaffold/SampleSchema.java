package io.pipit.cli.scaffold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipit.cli.workspace.CsvRows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds columns in the records of a sample: members of members become columns of their own. */
final class SampleSchema {
    private static final int DEEPEST = 4;

    private final Map<String, Inferred> places = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private int records;

    private SampleSchema() {}

    /** The columns of events. */
    static List<SampleColumn> ofEvents(List<JsonNode> events) {
        SampleSchema schema = new SampleSchema();
        for (JsonNode event : events) {
            schema.object(event, "$", 1);
            schema.records++;
        }
        List<SampleColumn> columns = new ArrayList<>();
        schema.places.forEach((path, inferred) -> {
            inferred.missing(schema.records - inferred.seen());
            columns.add(schema.column(path, inferred));
        });
        return columns;
    }

    private void object(JsonNode object, String path, int depth) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String place = path + step(member.getKey());
            JsonNode value = member.getValue();
            if (value.isObject() && !value.isEmpty() && depth < DEEPEST) {
                object(value, place, depth + 1);
            } else if (value.isObject() || value.isArray() && holdsObjects(value)) {
                // kept as the JSON that it is
                place(place).add(JsonNodeFactory.instance.textNode(value.toString()));
            } else {
                place(place).add(value);
            }
        }
    }

    private Inferred place(String path) {
        return places.computeIfAbsent(path, p -> new Inferred());
    }

    private static boolean holdsObjects(JsonNode array) {
        for (JsonNode element : array) {
            if (element.isContainerNode()) {
                return true;
            }
        }
        return false;
    }

    private static String step(String name) {
        if (name.matches("[^.\\[\\]'\"`\\s]+")) {
            return "." + name;
        }
        return name.indexOf('\'') < 0 ? "['" + name + "']" : "[\"" + name + "\"]";
    }

    private SampleColumn column(String path, Inferred inferred) {
        String name = name(path.substring(1));
        if (inferred.isArray()) {
            return new SampleColumn(name, "Array(" + inferred.scalar() + ")", path + "[:]", false);
        }
        return new SampleColumn(name, type(inferred), path, inferred.isTime() && !inferred.nullable());
    }

    private static String type(Inferred inferred) {
        return inferred.nullable() ? "Nullable(" + inferred.scalar() + ")" : inferred.scalar();
    }

    /** The columns of CSV with a header line; without one they are called by their number. */
    static List<SampleColumn> ofCsv(List<List<CsvRows.Cell>> rows, int most) {
        SampleSchema schema = new SampleSchema();
        if (rows.isEmpty()) {
            return List.of();
        }
        boolean header = rows.get(0).stream()
                .allMatch(c -> c.quoted() || node(c).isTextual() && !c.text().isEmpty());
        List<SampleColumn> columns = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            Inferred inferred = new Inferred();
            for (List<CsvRows.Cell> row : rows.subList(header ? 1 : 0, Math.min(rows.size(), most))) {
                inferred.add(i < row.size() ? node(row.get(i)) : null);
            }
            String name = header ? rows.get(0).get(i).text() : "column_" + (i + 1);
            columns.add(
                    new SampleColumn(schema.name(name), type(inferred), "", inferred.isTime() && !inferred.nullable()));
        }
        return columns;
    }

    private static JsonNode node(CsvRows.Cell cell) {
        String text = cell.text();
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (text.isEmpty() && !cell.quoted() || text.equals("\\N")) {
            return json.nullNode();
        } else if (text.equals("true") || text.equals("false")) {
            return json.booleanNode(text.equals("true"));
        } else if (text.matches("-?(0|[1-9]\\d{0,18})")) {
            return json.numberNode(new java.math.BigInteger(text));
        } else if (text.matches("-?\\d{1,18}\\.\\d{1,18}([eE][-+]?\\d{1,2})?")) {
            return json.numberNode(new BigDecimal(text));
        }
        return json.textNode(text);
    }

    /** A name for a column, unlike the others. */
    String name(String wanted) {
        String plain = wanted.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("^_+(?=.)|_+$", "");
        String name = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
        String unlike = name;
        for (int i = 2; !names.add(unlike.toLowerCase(Locale.ROOT)); i++) {
            unlike = name + "_" + i;
        }
        return unlike;
    }
}
