package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.services.LocalServices;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose log, catalog, files and runs are elsewhere: nothing that counts is in its own folder. */
class ExternalServicesClusterIT {
    @TempDir
    Path folder;

    @Test
    void everythingIsInKafkaPostgresAndASharedFolder() throws Exception {
        try (LocalServices services =
                new LocalServices(folder).kafka().postgres().sharedFolder()) {
            twoLives(services.settings());
        }
    }

    @Test
    void tablesAreInABucketAndTheCatalogIsAServer() throws Exception {
        try (LocalServices services =
                new LocalServices(folder).kafka().postgres().s3().restCatalog()) {
            twoLives(services.settings());
        }
    }

    private void twoLives(Map<String, String> settings) throws Exception {
        try (TickStack stack = TickStack.start(folder.resolve("first"), settings)) {
            assertThat(stack.send(0, 200)).contains("\"successful_rows\":200");
            assertThat(stack.count()).isEqualTo("200,200");
            // A delete commits what is fresh first, and rewrites files of the lake; views keep what they counted.
            stack.post("/v0/datasources/ticks/delete", "delete_condition=n%20%3C%2050");
            stack.await("SELECT count() FROM ticks", "150");
            assertThat(stack.count()).isEqualTo("150,200");
            stack.send(200, 230);
        }
        // Another machine: its state folder is empty.
        try (TickStack stack = TickStack.start(folder.resolve("second"), settings)) {
            assertThat(stack.count()).isEqualTo("180,230");
            stack.send(230, 240);
            assertThat(stack.count()).isEqualTo("190,240");
        }
    }
}
