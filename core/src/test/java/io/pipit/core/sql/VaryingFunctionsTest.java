package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.PipitException;
import io.pipit.core.sql.function.FunctionRegistry;
import io.pipit.core.sql.function.VaryingFunctions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is known by its name to vary, and what the translator makes of it, are the same functions. */
class VaryingFunctionsTest {
    private static final List<String> ARGUMENTS = List.of(
            "", "1", "1, 2", "1, 2, 3", "[1, 2]", "[1, 2], 1", "'a'", "'a', 1", "toDateTime('2026-01-01 00:00:00')");

    private final Dialect dialect = new Dialect();

    @Test
    void whateverTheTranslatorMakesOfTimeOrChanceIsNamed() {
        Set<String> missing = new TreeSet<>();
        Set<String> found = new TreeSet<>();
        for (String name : FunctionRegistry.standard().names()) {
            if (varies(name)) {
                found.add(name);
                if (!VaryingFunctions.has(name)) {
                    missing.add(name);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).contains("now", "today", "rand", "generateUUIDv4");
    }

    private boolean varies(String function) {
        return ARGUMENTS.stream().anyMatch(arguments -> varies(function, arguments));
    }

    private boolean varies(String function, String arguments) {
        try {
            String sql = dialect.expression(function + "(" + arguments + ")", "test", 1, List.of())
                    .engineSql();
            TranslatedQuery query = new TranslatedQuery(List.of(sql), List.of(), List.of(), Set.of(), false, Set.of());
            return FrozenTime.asksForTime(query) || !FrozenTime.steady(query);
        } catch (PipitException e) {
            return false; // it takes other arguments
        }
    }
}
