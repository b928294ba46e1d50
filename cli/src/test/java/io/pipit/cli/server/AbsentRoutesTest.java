package io.pipit.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbsentRoutesTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /v0/variables, pipit secret set",
        "PUT, /v0/variables/token, pipit secret set",
        "POST, /v0/analyze, pipit datasource analyze",
        "POST, /v0/pipes, pipit deploy",
        "POST, /v0/pipes/top/nodes, pipit deploy",
        "POST, /v0/pipes/top/nodes/n/endpoint, pipit deploy",
        "POST, /v0/pipes/top/nodes/n/sink, Sinks are checked",
        "DELETE, /v0/pipes/top, pipit deploy",
        "PUT, /v0/datasources/hits, pipit deploy",
        "POST, /v0/datasources/hits/alter, pipit deploy",
        "POST, /v0/datasources/hits/share, all of its pipes",
        "POST, /v1/datasources/hits/delete, /v0/datasources/NAME/delete",
        "GET, /v1/workspace, one workspace",
        "GET, /v0/user/workspaces, one workspace",
        "POST, /v1/environments, no branches"
    })
    void whatOtherSystemsHaveIsRefusedWithWhatToDo(String method, String path, String advice) {
        assertThat(AbsentRoutes.refusal(method, path))
                .startsWith("There is no " + method + " " + path + ". ")
                .contains(advice);
    }

    @Test
    void othersAreToldWhereTheRoutesAre() {
        assertThat(AbsentRoutes.refusal("GET", "/v0/nope"))
                .isEqualTo("There is no GET /v0/nope. docs/http.md lists the routes.");
    }
}
