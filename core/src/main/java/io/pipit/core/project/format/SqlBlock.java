package io.pipit.core.project.format;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.EndpointPlan.Parameter;
import io.pipit.core.project.pipe.SampleRequests;
import io.pipit.core.project.template.Template;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.format.SqlFormat;
import java.util.List;
import java.util.Map;

/** SQL in a datafile: laid out when it is understood before and means the same afterwards. */
final class SqlBlock {
    private static final int INDENT = 4;
    /** Told from everything that a query may hold. */
    private static final String ORIGIN = "place-in-the-formatted-text";

    /** The text with its indentation; or why it stays as it was. */
    record Result(String text, String refusal) {}

    private final Dialect dialect;

    SqlBlock(Dialect dialect) {
        this.dialect = dialect;
    }

    Result format(String sql) {
        boolean template = sql.stripLeading().startsWith("%");
        try {
            String body = template ? sql.stripLeading().substring(1) : sql;
            SqlFormat.Formatted formatted = SqlFormat.of(body, template, INDENT);
            if (!formatted.refusal().isEmpty()) {
                return new Result(sql, formatted.refusal());
            }
            String text = template ? " ".repeat(INDENT) + "%\n" + formatted.text() : formatted.text();
            boolean same = template ? sameRendered(sql, text) : sameTree(sql, text);
            return same ? new Result(text.stripTrailing(), "") : new Result(sql, "its meaning could change");
        } catch (PipitException e) {
            return new Result(sql, "it cannot be read: " + e.getMessage());
        }
    }

    private boolean sameTree(String before, String after) {
        return sql(before).equals(sql(after));
    }

    /** The tree without its places. */
    private String sql(String text) {
        return dialect.parse(text, ORIGIN, 1).toString().replaceAll(ORIGIN + "(:\\d+)*", "");
    }

    private static boolean sameRendered(String before, String after) {
        Template first = Template.parse(before, "sql", 1);
        Template second = Template.parse(after, "sql", 1);
        List<Parameter> parameters = first.parameters();
        if (!parameters.equals(second.parameters())) {
            return false;
        }
        return SampleRequests.of(parameters, List.of(first.survey())).stream()
                .allMatch(request -> same(first, second, request));
    }

    private static boolean same(Template first, Template second, Map<String, List<String>> parameters) {
        String before;
        try {
            before = first.render(parameters, TemplateVariables.NONE).text();
        } catch (PipitException e) {
            return true; // with these parameters there is nothing to compare; the pieces have been
        }
        return SqlFormat.same(
                before, second.render(parameters, TemplateVariables.NONE).text(), false);
    }
}
