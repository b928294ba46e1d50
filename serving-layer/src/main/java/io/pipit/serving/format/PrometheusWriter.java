package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What Prometheus reads. The columns {@code name} and {@code value} are needed; {@code help}, {@code type}, {@code labels} and
 * {@code timestamp} (milliseconds) may be there. Rows of one name that follow each other are one metric. Rows that lack name or value are left out.
 */
final class PrometheusWriter implements RowWriter {
    private static final String FORM =
            " Prometheus' format takes name (text), value (a number) and, where they are there,"
                    + " help and type (text), labels (Map(String, String)) and timestamp (a number, milliseconds).";

    private int name;
    private int value;
    private int help;
    private int type;
    private int labels;
    private int timestamp;
    private final List<Sample> metric = new ArrayList<>();

    private record Sample(String name, Number value, String help, String type, Map<?, ?> labels, Number timestamp) {}

    @Override
    public void begin(StringBuilder out, List<OutputColumn> columns) {
        name = needed("name", columns, PrometheusWriter::text);
        value = needed("value", columns, NumericTypes::contains);
        help = place("help", columns, PrometheusWriter::text);
        type = place("type", columns, PrometheusWriter::text);
        labels = place("labels", columns, PrometheusWriter::labels);
        timestamp = place("timestamp", columns, NumericTypes::contains);
    }

    private static int needed(String column, List<OutputColumn> columns, Predicate<DataType> fits) {
        int place = place(column, columns, fits);
        if (place < 0) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, "The answer has no column '" + column + "'." + FORM);
        }
        return place;
    }

    private static int place(String column, List<OutputColumn> columns, Predicate<DataType> fits) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                DataType found = columns.get(i).type();
                if (!fits.test(found)) {
                    throw new PipitException(
                            ErrorCode.INVALID_ARGUMENT, "The column '" + column + "' is of type " + found + "." + FORM);
                }
                return i;
            }
        }
        return -1;
    }

    private static boolean text(DataType type) {
        return type.bare() instanceof StringType;
    }

    private static boolean labels(DataType type) {
        return type.bare() instanceof MapType map && text(map.key()) && text(map.value());
    }

    @Override
    public void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        if (values[name] == null || values[value] == null) {
            return;
        }
        Sample sample = new Sample(
                values[name].toString(),
                (Number) values[value],
                text(values, help),
                text(values, type).toLowerCase(Locale.ROOT),
                labels < 0 || values[labels] == null ? Map.of() : (Map<?, ?>) values[labels],
                timestamp < 0 || values[timestamp] == null ? 0 : (Number) values[timestamp]);
        if (!metric.isEmpty() && !metric.get(0).name().equals(sample.name())) {
            write(out);
        }
        metric.add(sample);
    }

    private static String text(Object[] values, int place) {
        return place < 0 || values[place] == null ? "" : values[place].toString();
    }

    @Override
    public void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        if (!metric.isEmpty()) {
            write(out);
        }
    }

    private void write(StringBuilder out) {
        String of = metric.get(0).name();
        metric.stream()
                .map(Sample::help)
                .filter(h -> !h.isEmpty())
                .findFirst()
                .ifPresent(h -> out.append("# HELP ")
                        .append(of)
                        .append(' ')
                        .append(h.replaceAll("[\\r\\n]+", " "))
                        .append('\n'));
        String kind = metric.stream()
                .map(Sample::type)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElse("");
        if (!kind.isEmpty()) {
            out.append("# TYPE ").append(of).append(' ').append(kind).append('\n');
        }
        boolean parts = kind.equals("histogram") || kind.equals("summary");
        metric.forEach(sample -> write(out, sample, parts));
        out.append('\n');
        metric.clear();
    }

    /** Rows of histograms and summaries say by a label which part of it they are. */
    private static void write(StringBuilder out, Sample sample, boolean parts) {
        String part = !parts ? "" : part(sample.labels());
        out.append(sample.name()).append(part.isEmpty() ? "" : "_" + part);
        int start = out.length();
        sample.labels().forEach((label, text) -> {
            if (!label.equals(part)) {
                out.append(out.length() == start ? '{' : ',').append(label).append("=\"");
                quoted(out, String.valueOf(text));
                out.append('"');
            }
        });
        out.append(out.length() == start ? " " : "} ");
        number(out, sample.value());
        if (!zero(sample.timestamp())) {
            out.append(' ');
            Numbers.append(out, sample.timestamp());
        }
        out.append('\n');
    }

    private static String part(Map<?, ?> labels) {
        return labels.containsKey("le")
                ? "bucket"
                : labels.containsKey("sum") ? "sum" : labels.containsKey("count") ? "count" : "";
    }

    private static boolean zero(Number number) {
        return number.doubleValue() == 0 && !(number instanceof BigDecimal d && d.signum() != 0);
    }

    private static void number(StringBuilder out, Number number) {
        double size = number.doubleValue();
        if (Numbers.denormal(number)) {
            out.append(Double.isNaN(size) ? "NaN" : size > 0 ? "+Inf" : "-Inf");
        } else {
            Numbers.append(out, number);
        }
    }

    private static void quoted(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }
}
