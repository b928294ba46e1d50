package io.pipit.core.project.template.expression;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A parsed expression; immutable. */
public sealed interface Expression {
    /** The value in a scope. */
    Object evaluate(Scope scope);

    /** The expressions that it is made of. */
    default List<Expression> children() {
        return List.of();
    }

    /** A number, text, True, False or None. */
    record Literal(Object value) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return value;
        }
    }

    /** A variable or a parameter. */
    record Name(String name) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return scope.value(name);
        }
    }

    /** {@code [a, b]} or {@code (a, b)}. */
    record Items(List<Expression> children) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            scope.budget().volume(children.size());
            List<Object> values = new ArrayList<>();
            children.forEach(c -> values.add(c.evaluate(scope)));
            return values;
        }
    }

    /** {@code {key: value}}. */
    record Dictionary(List<Expression> keys, List<Expression> values) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            scope.budget().volume(keys.size());
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                map.put(
                        Operations.plain(keys.get(i).evaluate(scope)),
                        values.get(i).evaluate(scope));
            }
            return map;
        }

        @Override
        public List<Expression> children() {
            List<Expression> all = new ArrayList<>(keys);
            all.addAll(values);
            return all;
        }
    }

    /** {@code not x}, {@code -x}, {@code +x}. */
    record Unary(String operator, Expression operand) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            Object value = operand.evaluate(scope);
            return operator.equals("not") ? (Object) !Operations.truth(value) : Arithmetic.unary(operator, value);
        }

        @Override
        public List<Expression> children() {
            return List.of(operand);
        }
    }

    /** {@code a + b} and the like. */
    record Binary(String operator, Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            return Arithmetic.binary(operator, left.evaluate(scope), right.evaluate(scope), scope.budget());
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }
    }

    /** {@code a and b}, {@code a or b}: the second is evaluated only when it matters. */
    record Logical(boolean and, Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            Object first = left.evaluate(scope);
            return Operations.truth(first) == and ? right.evaluate(scope) : first;
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }
    }

    /** {@code a < b <= c}: each neighbour pair must hold. */
    record Comparison(List<Expression> operands, List<String> operators) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object left = operands.get(0).evaluate(scope);
            for (int i = 0; i < operators.size(); i++) {
                scope.budget().step();
                Object right = operands.get(i + 1).evaluate(scope);
                if (!Operations.compare(operators.get(i), left, right, scope.budget())) {
                    return false;
                }
                left = right;
            }
            return true;
        }

        @Override
        public List<Expression> children() {
            return operands;
        }
    }

    /** {@code a if condition else b}. */
    record Conditional(Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            return Operations.truth(condition.evaluate(scope)) ? then.evaluate(scope) : otherwise.evaluate(scope);
        }

        @Override
        public List<Expression> children() {
            return List.of(condition, then, otherwise);
        }
    }

    /** {@code a[i]}. */
    record Index(Expression target, Expression index) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            return Operations.index(target.evaluate(scope), index.evaluate(scope));
        }

        @Override
        public List<Expression> children() {
            return List.of(target, index);
        }
    }

    /** {@code a[from:to:step]}; what is left out is the literal None. */
    record Slice(Expression target, Expression from, Expression to, Expression step) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            return Slices.of(
                    target.evaluate(scope),
                    from.evaluate(scope),
                    to.evaluate(scope),
                    step.evaluate(scope),
                    scope.budget());
        }

        @Override
        public List<Expression> children() {
            return List.of(target, from, to, step);
        }
    }

    /** {@code f'a {b}'}: the parts one after the other, as texts. */
    record Joined(List<Expression> children) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            StringBuilder text = new StringBuilder();
            for (Expression part : children) {
                String piece = TextPattern.text(part.evaluate(scope));
                scope.budget().volume(piece.length());
                text.append(piece);
            }
            return text.toString();
        }
    }

    /** {@code b:.2f} in such a text. */
    record Formatted(Expression value, String spec) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return TextPattern.formatted(value.evaluate(scope), spec, scope.budget());
        }

        @Override
        public List<Expression> children() {
            return List.of(value);
        }
    }

    /**
     * {@code [item for names in items if condition]}.
     *
     * @param value what each item stands for in a dictionary; null for a list
     */
    record Comprehension(Expression item, Expression value, List<String> names, Expression items, Expression condition)
            implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Map<String, Object> hidden = scope.hidden(names);
            List<Object> list = new ArrayList<>();
            Map<Object, Object> map = new LinkedHashMap<>();
            for (Object member : TemplateValues.items(items.evaluate(scope))) {
                scope.budget().step();
                scope.budget().volume(1);
                scope.assign(names, member);
                if (!Operations.truth(condition.evaluate(scope))) {
                    continue;
                } else if (value == null) {
                    list.add(item.evaluate(scope));
                } else {
                    map.put(Operations.plain(item.evaluate(scope)), value.evaluate(scope));
                }
            }
            scope.restore(names, hidden);
            return value == null ? list : map;
        }

        @Override
        public List<Expression> children() {
            return value == null ? List.of(items, item, condition) : List.of(items, item, condition, value);
        }
    }

    /** {@code f(a, name=b)}. */
    record Call(String function, List<Expression> arguments, Map<String, Expression> named) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            return Functions.call(this, scope);
        }

        @Override
        public List<Expression> children() {
            return joined(arguments, named.values());
        }
    }

    /** {@code a.f(b)}. */
    record Method(Expression target, String method, List<Expression> arguments, Map<String, Expression> named)
            implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            scope.budget().step();
            List<Object> values = new ArrayList<>();
            arguments.forEach(a -> values.add(a.evaluate(scope)));
            if (method.equals("format")) {
                Map<String, Object> byName = new LinkedHashMap<>();
                named.forEach((name, a) -> byName.put(name, a.evaluate(scope)));
                return TextPattern.format(target.evaluate(scope), values, byName, scope.budget());
            }
            named.values().forEach(a -> values.add(a.evaluate(scope)));
            return Methods.call(target.evaluate(scope), method, values, scope.budget());
        }

        @Override
        public List<Expression> children() {
            List<Expression> all = new ArrayList<>(List.of(target));
            all.addAll(joined(arguments, named.values()));
            return all;
        }
    }

    private static List<Expression> joined(Collection<Expression> first, Collection<Expression> second) {
        List<Expression> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
