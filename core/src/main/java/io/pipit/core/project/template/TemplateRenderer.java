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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Renders one request. */
final class TemplateRenderer {
    private final String origin;
    private final Scope scope;
    private final SqlWriter out;
    private final Set<Long> branches = new HashSet<>();

    TemplateRenderer(String origin, int firstLine, Map<String, List<String>> parameters, TemplateVariables variables) {
        this.origin = origin;
        this.scope = new Scope(parameters, variables::find);
        this.out = new SqlWriter(firstLine);
    }

    RenderedSql render(List<TemplateNode> nodes) {
        body(nodes);
        return out.rendered(branches);
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
            branch(condition);
        } else {
            loop((TemplateNode.For) node);
        }
    }

    private void branch(TemplateNode.If condition) {
        int taken = 0;
        while (taken < condition.branches().size()
                && !holds(condition.branches().get(taken))) {
            taken++;
        }
        took(condition, taken);
        if (taken < condition.branches().size()) {
            body(condition.branches().get(taken).body());
        }
    }

    private void took(TemplateNode node, int branch) {
        branches.add(((long) node.line() << Integer.SIZE) + branch);
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
        List<?> values = TemplateValues.items(items.evaluate(scope));
        took(loop, Math.min(2, values.size()));
        for (Object item : values) {
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
