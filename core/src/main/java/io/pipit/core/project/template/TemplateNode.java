package io.pipit.core.project.template;

import io.pipit.core.project.template.expression.Expression;
import java.util.List;

/** A part of a template; each knows its line in the file. */
sealed interface TemplateNode {
    int line();

    /** SQL as the author wrote it. */
    record Text(String text, int line) implements TemplateNode {}

    /** {@code {{ expression }}}. */
    record Output(Expression expression, int line) implements TemplateNode {}

    /** {@code {% if %}} with its branches; the last one's condition is the literal True when it is {@code {% else %}}. */
    record If(List<Branch> branches, int line) implements TemplateNode {
        /** Copies the branches. */
        public If {
            branches = List.copyOf(branches);
        }
    }

    /** One branch of an {@code if}. */
    record Branch(Expression condition, int line, List<TemplateNode> body) {
        /** Copies the body. */
        public Branch {
            body = List.copyOf(body);
        }
    }

    /** {@code {% for a, b in expression %}}; what is below {@code {% else %}} follows unless the loop was broken off. */
    record For(List<String> names, Expression items, List<TemplateNode> body, List<TemplateNode> otherwise, int line)
            implements TemplateNode {
        /** Copies the lists. */
        public For {
            names = List.copyOf(names);
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** {@code {% while expression %}}, with the same {@code {% else %}}. */
    record While(Expression condition, List<TemplateNode> body, List<TemplateNode> otherwise, int line)
            implements TemplateNode {
        /** Copies the lists. */
        public While {
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** {@code {% break %}} and {@code {% continue %}}. */
    record Jump(boolean leaves, int line) implements TemplateNode {}

    /** {@code {% set name = expression %}}. */
    record Set(String name, Expression value, int line) implements TemplateNode {}
}
