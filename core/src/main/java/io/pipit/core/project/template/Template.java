package io.pipit.core.project.template;

import io.pipit.core.project.EndpointPlan.Parameter;
import java.util.List;
import java.util.Map;

/** A parsed template, or SQL without one. Immutable; rendered for each request. */
public final class Template {
    private final String origin;
    private final int firstLine;
    private final boolean dynamic;
    private final List<TemplateNode> nodes;

    private Template(String origin, int firstLine, boolean dynamic, List<TemplateNode> nodes) {
        this.origin = origin;
        this.firstLine = firstLine;
        this.dynamic = dynamic;
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Parses SQL; it is a template when its first character that is not blank is {@code %}.
     *
     * @param origin what error positions name
     * @param firstLine the line of the origin on which the text starts
     * @throws io.pipit.core.error.PipitException {@code TEMPLATE_ERROR} with file and line
     */
    public static Template parse(String sql, String origin, int firstLine) {
        if (!sql.stripLeading().startsWith("%")) {
            return new Template(origin, firstLine, false, List.of(new TemplateNode.Text(sql, firstLine)));
        }
        String body = sql.replaceFirst("%", " ");
        return new Template(origin, firstLine, true, new TemplateParser(body, origin, firstLine).parse());
    }

    /** Whether the text may differ from request to request. */
    public boolean dynamic() {
        return dynamic;
    }

    /**
     * The SQL for a request.
     *
     * @param parameters values as the request gave them, several for a repeated name
     * @throws io.pipit.core.error.PipitException {@code MISSING_PARAMETER}, {@code INVALID_PARAMETER},
     *     {@code TEMPLATE_ERROR}, each with file and line
     */
    public RenderedSql render(Map<String, List<String>> parameters, TemplateVariables variables) {
        return new TemplateRenderer(origin, firstLine, parameters, variables).render(nodes);
    }

    /** What its branches depend on, and which secrets it asks for. */
    public TemplateSurvey survey() {
        return new TemplateSurvey(dynamic ? nodes : List.of());
    }

    /** The parameters that it declares, in the order of appearance. */
    public List<Parameter> parameters() {
        return dynamic ? new ParameterDiscovery().of(nodes) : List.of();
    }
}
