package io.pipit.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.workspace.Fixture;
import org.junit.jupiter.api.Test;

class FixtureUploadTest {
    private static final Fixture ORDERS =
            new Fixture("orders", Fixture.Form.NDJSON, "fixtures/orders.ndjson", "{\"id\":1}\n{\"id\":2}\n");

    @Test
    void rowsThatCannotBeQueriedYetAreSaidToBeAcceptedOnly() {
        assertThat(said("{\"visible\":false}"))
                .isEqualTo(
                        "Accepted fixtures/orders.ndjson into orders: 2 rows; they are not visible yet, see /health");
        assertThat(said("{\"visible\":true}")).isEqualTo("Loaded fixtures/orders.ndjson into orders: 2 rows");
        assertThat(said("{}")).isEqualTo("Loaded fixtures/orders.ndjson into orders: 2 rows");
    }

    private static String said(String answer) {
        return FixtureUpload.said(ORDERS, Json.tree(answer), 2, 0);
    }
}
