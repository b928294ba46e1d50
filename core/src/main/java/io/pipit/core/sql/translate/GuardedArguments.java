package io.pipit.core.sql.translate;

import io.pipit.core.sql.function.CallSite;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.ScalarFunction;
import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The arguments of one call. The engine takes no aggregate inside of {@code TRY(...)}; where a function is rendered with one,
 * its aggregates are computed first, in a list of one row that a lambda reads. Not thread-safe.
 */
final class GuardedArguments {
    private static final String GUARD = "TRY(";

    private final Supplier<String> alias;
    private final List<Boolean> aggregated = new ArrayList<>();

    GuardedArguments(Supplier<String> alias) {
        this.alias = alias;
    }

    Rendered argument(ExpressionTranslator expressions, Expression argument) {
        Grouping grouping = expressions.grouping();
        boolean met = grouping.metAggregates();
        grouping.metAggregates(false);
        Rendered rendered = expressions.render(argument);
        aggregated.add(grouping.metAggregates());
        grouping.metAggregates(met || grouping.metAggregates());
        return rendered;
    }

    Rendered render(ScalarFunction function, CallSite site) {
        Rendered plain = function.render(site);
        if (!aggregated.contains(true) || !plain.sql().contains(GUARD)) {
            return plain;
        }
        String row = alias.get();
        List<CallSite.Argument> arguments = new ArrayList<>();
        StringBuilder members = new StringBuilder();
        int value = 0;
        for (int i = 0; i < site.size(); i++) {
            boolean hoisted = !site.isLambda(i) && aggregated.get(value++);
            if (hoisted) {
                Rendered given = site.argument(i);
                members.append(members.isEmpty() ? "" : ", ")
                        .append("a")
                        .append(i)
                        .append(" := ")
                        .append(given.sql());
                Rendered member =
                        new Rendered(row + ".a" + i, given.type(), given.logical(), given.constant(), given.exact());
                arguments.add(new CallSite.Argument(member, null, 0));
            } else {
                arguments.add(site.at(i));
            }
        }
        Rendered inner = function.render(new CallSite(site.function(), site.position(), arguments, site::now));
        if (!guards(inner.sql(), row + ".a")) {
            return plain; // the guard is within an aggregate, where it may be
        }
        String sql = "list_transform([struct_pack(" + members + ")], lambda " + row + ": " + inner.sql() + ")[1]";
        return new Rendered(sql, inner.type(), inner.logical(), inner.constant(), inner.exact());
    }

    /** Whether a guard has an argument that is an aggregate's value within. */
    private static boolean guards(String sql, String value) {
        for (int at = sql.indexOf(GUARD); at >= 0; at = sql.indexOf(GUARD, at + 1)) {
            int open = at + GUARD.length();
            int depth = 1;
            int end = open;
            boolean quoted = false;
            while (end < sql.length() && depth > 0) {
                char c = sql.charAt(end++);
                quoted ^= c == '\'';
                depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            if (sql.substring(open, end).contains(value)) {
                return true;
            }
        }
        return false;
    }
}
