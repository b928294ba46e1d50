package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files as a whole: endpoints, templates, names, and everything that is wrong at once. */
class ProjectCompilerTest extends CompiledTexts {
    @Test
    void reportsEveryProblemAtOnce() {
        texts.put("datasources/hours.datasource", HOURS.replace("sum, Int32", "sum, Itn32"));
        texts.put("datasources/bad.datasource", "ENGINE MergeTree\n");
        texts.put("pipes/one.pipe", endpoint("SELECT nn FROM events"));
        texts.put("pipes/two.pipe", endpoint("SELECT * FROM evnts"));
        texts.put("pipes/three.pipe", "NODE x\nSQL >\n    SELECT FROM WHERE\nTYPE endpint\n");
        texts.put("pipes/four.pipe", VIEW.replace("DATASOURCE hours", "DATASOURCE evens"));
        Compilation compiled = compile();
        assertThat(compiled.plan()).isEmpty();
        assertThat(compiled.problems().stream().map(p -> p.position() + " " + p.code()))
                .containsExactlyInAnyOrder(
                        "datasources/bad.datasource:1 FILE_SYNTAX",
                        "datasources/hours.datasource:3 UNKNOWN_TYPE",
                        "pipes/one.pipe:3 UNKNOWN_COLUMN",
                        "pipes/two.pipe:3 UNKNOWN_TABLE",
                        "pipes/three.pipe:4 FILE_SYNTAX",
                        "pipes/four.pipe:5 UNKNOWN_RESOURCE");
        assertThat(compiled.problems()).allMatch(p -> !p.message().isBlank());
        assertThat(compiled.problems().toString())
                .contains("'events'")
                .contains("'Int32'")
                .contains("'endpoint'");
    }

    @Test
    void inlinesNodesAndPipesEachWithItsOwnNames() {
        texts.put(
                "pipes/inner.pipe",
                "NODE base\nSQL >\n    SELECT id, n FROM events\nNODE n\nSQL >\n    %\n    SELECT id, n AS m FROM base WHERE n > {{Int32(least, 0)}}\nTYPE endpoint\n");
        texts.put(
                "pipes/outer.pipe",
                "NODE base\nSQL >\n    SELECT m FROM inner\nNODE n\nSQL >\n    SELECT sum(m) AS s FROM base\nTYPE endpoint\n");
        Plan plan = plan();
        assertThat(plan.endpoints().get("outer").parameters())
                .extracting(EndpointPlan.Parameter::name)
                .containsExactly("least");
        TranslatedQuery query = new PipeQueries(plan).pipe("outer", Map.of("least", List.of("42")));
        assertThat(query.tables()).containsExactly("events");
        assertThat(String.join("", query.pieces())).contains("42");
    }

    @Test
    void textsThatATemplateReadsAsNumbersAreMadeUpAsNumbers() {
        texts.put(
                "pipes/days.pipe",
                endpoint("%\nSELECT id FROM events WHERE n IN (0\n{% if defined(days) %}"
                        + "{% for d in split_to_array(String(days)) %}, {{int(d) + 1}}{% end %}{% end %}"
                        + "{% if defined(first) %}, {{int(String(first).split(',')[0])}}{% end %})"));
        assertThat(compile().problems()).isEmpty();
    }

    @Test
    void aViewWhoseSqlIsWrongIsNotAlsoSaidToLackItsInlineTarget() {
        texts.put(
                "pipes/inline.pipe",
                "NODE n\nSQL >\n    SELECT nn FROM events\nTYPE materialized\nDATASOURCE inl\n"
                        + "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"nn\"\n");
        texts.put("pipes/reader.pipe", endpoint("SELECT count() AS c FROM inl"));
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.UNKNOWN_COLUMN);
        texts.put(
                "pipes/inline.pipe",
                texts.get("pipes/inline.pipe").replace("SELECT nn FROM events", "SELECT nn FROM inl"));
        assertThat(onlyProblem().message()).contains("'inl'").contains("itself");
    }

    @Test
    void publishesPipesWithoutAType() {
        texts.put("pipes/plain.pipe", "DESCRIPTION What it is\nNODE n\nSQL >\n    SELECT count() AS c FROM events\n");
        EndpointPlan plain = plan().endpoints().get("plain");
        assertThat(plain.published()).isFalse();
        assertThat(plain.description()).isEqualTo("What it is");
    }

    @Test
    void namesTheLineOfAnErrorInATemplate() {
        texts.put(
                "pipes/t.pipe",
                endpoint("%\nSELECT id\n{% if defined(x) %}\n, {{x}} AS x\n{% end %}\nFROM events\nWHERE nope = 1"));
        assertThat(onlyProblem().position()).hasToString("pipes/t.pipe:9");
        texts.put("pipes/t.pipe", endpoint("%\nSELECT id FROM events WHERE n = {{Int32(n}}"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
            assertThat(p.position()).hasToString("pipes/t.pipe:4");
        });
    }

    @Test
    void madeUpValuesFitWhatTheyAreComparedWith() {
        texts.put("datasources/kinds.datasource", """
                SCHEMA >
                    `key` UUID,
                    `kind` Enum8('red' = 1, 'blue' = 2),
                    `n` Int32,
                    `at` DateTime
                """);
        String branches = "%\nSELECT key FROM kinds WHERE 1 {% if defined(k) %} AND key = {{String(k)}} {% end %}"
                + "{% if defined(ks) %} AND kind IN {{Array(ks, 'String')}} {% end %}"
                + "{% if defined(n) %} AND n = {{String(n)}} {% end %}"
                + "{% if defined(t) %} AND at > {{String(t)}} AND toDate(at) = {{String(d)}} {% end %}";
        texts.put("pipes/t.pipe", endpoint(branches));
        assertThat(compile().problems()).isEmpty();
        texts.put("pipes/t.pipe", endpoint(branches + "{% if defined(x) %} AND nope = 1 {% end %}"));
        assertThat(onlyProblem().message()).contains("'nope'");
        texts.put("pipes/t.pipe", endpoint("%\nSELECT key FROM kinds WHERE kind = {{String(k, 'bleu')}}"));
        assertThat(onlyProblem().message())
                .contains("'bleu' is not one of the names of the enumeration (red, blue); did you mean 'blue'?");
    }

    /** Where a name, a type or a unit is made of a parameter, what a check gives for it is nobody's mistake. */
    @Test
    void whatIsMadeOfMadeUpValuesIsNoMistake() {
        List<String> queries = List.of(
                "{% set x = {'a': by} %}SELECT {{column(x['a'])}} FROM events",
                "{% set x = [by, 'n'] %}SELECT {% for c in x %}{{column(c)}},{% end %} 1 FROM events",
                "SELECT {{column(str(by))}} FROM events",
                "SELECT {{column('x_' + by)}} FROM events ORDER BY {{symbol(by + '_y')}}",
                "SELECT id FROM {{table('events_' + by)}}",
                "SELECT toTimeZone(at, {{String(by)}}), dateTrunc({{String(unit)}}, at), CAST(id, {{String(type)}}) FROM events");
        for (String query : queries) {
            texts.put("pipes/t.pipe", endpoint("%\n" + query));
            texts.put("pipes/of.pipe", endpoint("SELECT * FROM t"));
            assertThat(compile().problems()).as(query).isEmpty();
        }
        texts.remove("pipes/of.pipe");
        texts.put("pipes/t.pipe", endpoint("%\nSELECT data0 FROM events WHERE id = {{String(by)}}"));
        assertThat(onlyProblem().message()).contains("'data0'");
        texts.put("pipes/t.pipe", endpoint("%\nSELECT a0 FROM events WHERE id = {{String(by)}}"));
        assertThat(onlyProblem().message()).contains("'a0'");
    }

    @Test
    void onlyWarnsWhereOtherRequestsWork() {
        texts.put("pipes/t.pipe", endpoint("%\nSELECT id FROM events WHERE nope = {{Int32(n)}}"));
        assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.ERROR);
        texts.put(
                "pipes/t.pipe",
                endpoint(
                        "%\nSELECT id FROM events {% if defined(a) and kind == 'x' %} WHERE nope = {{Int32(a)}} {% end %}"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(p.message()).contains("'nope'", "Seen for some parameters");
        });
        texts.put(
                "pipes/t.pipe",
                endpoint(
                        "%\n{% if String(kind) == 'x' %}SELECT id FROM events{% else %}{{error('kind is x')}}{% end %}"));
        assertThat(compile().problems()).isEmpty();
        texts.put("pipes/t.pipe", endpoint("%\nSELECT id FROM events WHERE id = '{{String(id, 'a')}}'"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.severity()).isEqualTo(Problem.Severity.ERROR);
            assertThat(p.message()).contains("inside quotes");
        });
    }

    @Test
    void acceptsSinksAndConnectionsWithAWord() {
        texts.put(
                "pipes/s.pipe",
                "NODE n\nSQL >\n    SELECT id FROM events\nTYPE sink\nEXPORT_CONNECTION_NAME k\nEXPORT_SCHEDULE @on-demand\n");
        texts.put(
                "connections/k.connection",
                "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS {{ tb_secret(\"S\", \"localhost:9092\") }}\n");
        assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.WARNING);
        assertThat(plan().endpoints()).doesNotContainKey("s");
    }

    @Test
    void answersRequests() {
        texts.put(
                "pipes/p.pipe",
                endpoint("%\nSELECT id FROM events WHERE n = {{Int32(n)}} AND id = {{String(id, 'a')}}"));
        PipeQueries queries = new PipeQueries(plan());
        assertThat(queries.pipe("p", Map.of("n", List.of("7"))))
                .isSameAs(queries.pipe("p", Map.of("n", List.of("7"), "other", List.of("1"))));
        assertThat(queries.pipe("p", Map.of("n", List.of("7"))))
                .isNotEqualTo(queries.pipe("p", Map.of("n", List.of("8"))));
        assertThat(failure(() -> queries.pipe("p", Map.of()))).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.MISSING_PARAMETER);
            assertThat(e).hasMessageContaining("'n'");
            assertThat(e.position()).hasToString("Optional[pipes/p.pipe:4]");
        });
        assertThat(failure(() -> queries.pipe("p", Map.of("n", List.of("x")))).code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(failure(() -> queries.pipe("pp", Map.of()))).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_ENDPOINT);
            assertThat(e).hasMessageContaining("'p'");
        });
        assertThat(failure(() -> queries.pipe("view", Map.of()))).hasMessageContaining("materialized");
        assertThat(queries.sql("SELECT id FROM p", Map.of("n", List.of("7"))).columns())
                .hasSize(1);
        assertThat(queries.sql("%SELECT {{Int32(n)}} AS x", Map.of("n", List.of("7")))
                        .columns())
                .hasSize(1);
        assertThat(failure(() -> queries.sql("SELECT nope FROM events", Map.of()))
                        .position())
                .hasToString("Optional[query:1]");
    }

    private static PipitException failure(Runnable action) {
        try {
            action.run();
        } catch (PipitException e) {
            return e;
        }
        throw new AssertionError("It should have failed.");
    }
}
