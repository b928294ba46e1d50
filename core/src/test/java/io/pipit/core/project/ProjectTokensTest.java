package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.access.Scope;
import io.pipit.core.project.compile.ProjectSources;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProjectTokensTest {
    private static final String EVENTS = """
            TOKEN "collector" APPEND
            TOKEN dashboard READ
            TOKEN 'with blank' READ

            SCHEMA >
                `id` UInt32 `json:$.id`
            """;
    private static final String TOP = """
            TOKEN dashboard
            TOKEN "maker" CREATE

            NODE hidden
            SQL >
                SELECT id FROM events
            NODE shown
            SQL >
                SELECT id FROM hidden
            TYPE endpoint
            """;

    @Test
    void linesDeclareWhatTokensMayDo() {
        assertThat(ProjectSources.tokens(files(EVENTS)))
                .hasToString(
                        "{collector=[DATASOURCES:APPEND:events], dashboard=[PIPES:READ:top, DATASOURCES:READ:events],"
                                + " maker=[], with blank=[DATASOURCES:READ:events]}");
    }

    @Test
    void aLineThatIsNotUnderstoodFailsTheBuildWithItsPlace() {
        assertThat(new ProjectCompiler()
                        .compile(files(EVENTS.replace("dashboard READ", "dashboard REED")))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("events.datasource:2", "TOKEN 'dashboard REED'", "Did you mean 'READ'?"));
        assertThat(new ProjectCompiler()
                        .compile(ProjectFiles.of(Map.of("events.datasource", "TOKEN x\n" + EVENTS)))
                        .plan())
                .as("a data source says which right")
                .isEmpty();
    }

    @Test
    void aQueryReadsWhatItNames() {
        PipeQueries queries = new PipeQueries(
                new ProjectCompiler().compile(files(EVENTS)).plan().orElseThrow());
        assertThat(names(queries.reads("SELECT * FROM top", Map.of()))).containsExactly("PIPES:READ:top");
        assertThat(names(queries.reads(
                        "WITH x AS (SELECT id FROM events_quarantine) SELECT id FROM top WHERE toString(id) IN (SELECT id FROM x)"
                                + " UNION ALL SELECT id FROM (SELECT id FROM events)",
                        Map.of())))
                .containsExactlyInAnyOrder(
                        "PIPES:READ:top", "DATASOURCES:READ:events", "DATASOURCES:READ:events_quarantine");
        assertThat(names(queries.reads("SELECT 1 WHERE 2 IN events", Map.of())))
                .containsExactly("DATASOURCES:READ:events");
        assertThat(names(queries.reads("SELECT count() FROM pipit.kafka_ops_log", Map.of())))
                .containsExactly("DATASOURCES:READ:pipit.kafka_ops_log");
    }

    @Test
    void scopesAreReadAsTheyAreWritten() {
        Scope read = Scope.parse("DATASOURCES:READ:events");
        assertThat(Scope.parse(read.toString())).isEqualTo(read);
        assertThat(Scope.parse("DATASOURCES:READ:events_quarantine").within(Set.of(read)))
                .isTrue();
        assertThat(Scope.parse("DATASOURCES:APPEND:events").within(Set.of(read)))
                .isFalse();
        for (String unknown :
                new String[] {"PIPES:REED:top", "ADMIN", "DATASOURCES:READ:events:id=1", "PIPES:READ", ""}) {
            assertThatThrownBy(() -> Scope.parse(unknown)).hasMessageContaining("PIPES:READ:NAME");
        }
        assertThatThrownBy(() -> Scope.parse("PIPES:REED:top")).hasMessageContaining("Did you mean 'PIPES:READ'?");
    }

    private static Set<String> names(Set<Scope> scopes) {
        return scopes.stream().map(Scope::toString).collect(Collectors.toSet());
    }

    private static ProjectFiles files(String events) {
        return ProjectFiles.of(Map.of("events.datasource", events, "top.pipe", TOP));
    }
}
