package io.pipit.core.project.template;

import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.template.TemplateNode.Branch;
import io.pipit.core.project.template.expression.CustomTemplateException;
import io.pipit.core.project.template.expression.Expression;
import io.pipit.core.project.template.expression.Scope;
import io.pipit.core.project.template.expression.SqlLiterals;
import io.pipit.core.project.template.expression.TemplateErrors;
import io.pipit.core.project.template.expression.TemplateValues;
import java.util.List;
import java.util.Map;

/** Renders one request. */
final class TemplateRenderer {
    private final String origin;
    private final Scope scope;
    private final SqlWriter out;

    TemplateRenderer(String origin, int firstLine, Map<String, List<String>> parameters, TemplateVariables variables) {
        this.origin = origin;
        this.scope = new Scope(parameters, variables::find);
        this.out = new SqlWriter(firstLine);
    }

    RenderedSql render(List<TemplateNode> nodes) {
        body(nodes);
        return out.rendered();
    }

    private void body(List<TemplateNode> nodes) {
        for (TemplateNode node : nodes) {
            try {
                node(node);
            } catch (CustomTemplateException e) {
                throw e;
            } catch (PipitException e) {
                throw e.position().isPresent()
                        ? e
                        : new PipitException(e.code(), e.getMessage(), new SourcePosition(origin, node.line(), 0), e);
            }
        }
    }

    private void node(TemplateNode node) {
        scope.budget().step();
        if (node instanceof TemplateNode.Text text) {
            out.text(text.text(), text.line());
        } else if (node instanceof TemplateNode.Output output) {
            if (out.wantsValue()) {
                out.value(SqlLiterals.of(output.expression().evaluate(scope)), output.line());
            }
        } else if (node instanceof TemplateNode.Set set) {
            scope.assign(set.name(), set.value().evaluate(scope));
        } else if (node instanceof TemplateNode.If condition) {
            condition.branches().stream().filter(this::holds).findFirst().ifPresent(branch -> body(branch.body()));
        } else {
            loop((TemplateNode.For) node);
        }
    }

    private boolean holds(Branch branch) {
        try {
            return TemplateValues.truth(branch.condition().evaluate(scope));
        } catch (CustomTemplateException e) {
            throw e;
        } catch (PipitException e) {
            throw new PipitException(e.code(), e.getMessage(), new SourcePosition(origin, branch.line(), 0), e);
        }
    }

    private void loop(TemplateNode.For loop) {
        Expression items = loop.items();
        for (Object item : TemplateValues.items(items.evaluate(scope))) {
            assign(loop.names(), item);
            body(loop.body());
        }
    }

    private void assign(List<String> names, Object item) {
        if (names.size() == 1) {
            scope.assign(names.get(0), item);
            return;
        }
        if (!(item instanceof List<?> parts) || parts.size() != names.size()) {
            throw TemplateErrors.template("{% for " + String.join(", ", names) + " in ... %} needs members of "
                    + names.size() + " values each.");
        }
        for (int i = 0; i < names.size(); i++) {
            scope.assign(names.get(i), parts.get(i));
        }
    }
}
