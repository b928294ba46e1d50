package io.pipit.core.project.template;

import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.template.TemplateNode.Branch;
import io.pipit.core.project.template.expression.CustomTemplateException;
import io.pipit.core.project.template.expression.Expression;
import io.pipit.core.project.template.expression.Scope;
import io.pipit.core.project.template.expression.SqlLiterals;
import io.pipit.core.project.template.expression.TemplateValues;
import java.util.ArrayList;
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

    /** How a loop goes on after a part of its body. */
    private enum Flow {
        ON,
        NEXT,
        LEAVE
    }

    RenderedSql render(List<TemplateNode> nodes) {
        body(nodes);
        return out.rendered(branches);
    }

    private Flow body(List<TemplateNode> nodes) {
        for (TemplateNode node : nodes) {
            try {
                Flow flow = node(node);
                if (flow != Flow.ON) {
                    return flow;
                }
            } catch (CustomTemplateException e) {
                throw e;
            } catch (PipitException e) {
                throw e.position().isPresent()
                        ? e
                        : new PipitException(e.code(), e.getMessage(), new SourcePosition(origin, node.line(), 0), e);
            }
        }
        return Flow.ON;
    }

    private Flow node(TemplateNode node) {
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
            return branch(condition);
        } else if (node instanceof TemplateNode.For loop) {
            return loop(loop);
        } else if (node instanceof TemplateNode.While loop) {
            return repetition(loop);
        } else {
            return ((TemplateNode.Jump) node).leaves() ? Flow.LEAVE : Flow.NEXT;
        }
        return Flow.ON;
    }

    private Flow branch(TemplateNode.If condition) {
        int taken = 0;
        while (taken < condition.branches().size()
                && !holds(condition.branches().get(taken))) {
            taken++;
        }
        took(condition, taken);
        return taken < condition.branches().size()
                ? body(condition.branches().get(taken).body())
                : Flow.ON;
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

    private Flow loop(TemplateNode.For loop) {
        Expression items = loop.items();
        List<?> values = new ArrayList<>(TemplateValues.items(items.evaluate(scope)));
        took(loop, Math.min(2, values.size()));
        for (Object item : values) {
            scope.assign(loop.names(), item);
            if (body(loop.body()) == Flow.LEAVE) {
                return Flow.ON;
            }
        }
        return body(loop.otherwise());
    }

    private Flow repetition(TemplateNode.While loop) {
        int rounds = 0;
        while (TemplateValues.truth(loop.condition().evaluate(scope))) {
            scope.budget().step();
            took(loop, Math.min(2, ++rounds));
            if (body(loop.body()) == Flow.LEAVE) {
                return Flow.ON;
            }
        }
        return body(loop.otherwise());
    }
}
