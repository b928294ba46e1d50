package io.pipit.jobs.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pipit.core.config.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;

/** The manifests for Flink's operator, which no operator has seen: they name what there is, and say the same as each other. */
class KubernetesManifestTest {
    private static final Path FOLDER = Path.of("..", "examples", "kubernetes");
    private static final long ENGINE_SHARE_PERCENT = 70;
    private static final long LEAST_ENGINE_MB = 64;

    @Test
    void theSpeedJobIsStartedWithArgumentsThatItTakes() throws Exception {
        JsonNode job = read("speed-job.yaml").path("spec").path("job");
        Class<?> main = Class.forName(job.path("entryClass").asText());
        assertThat(main.getMethod("main", String[].class)).isNotNull();
        List<String> texts = StreamSupport.stream(job.path("args").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        JobArguments arguments = JobArguments.read(JobKind.SPEED, texts);
        assertThat(arguments.has("--replace"))
                .as("the operator starts it again")
                .isTrue();
        assertThat(job.path("upgradeMode").asText()).isEqualTo("stateless");
        assertThat(text("Dockerfile")).contains("COPY project/ " + arguments.project() + "/");
    }

    @Test
    void theClusterIsOfTheVersionThatJobsAreMadeFor() throws IOException {
        JsonNode cluster = read("session-cluster.yaml");
        String version = EnvironmentInformation.getVersion();
        assertThat(text("Dockerfile")).contains("FROM flink:" + version + "-java17");
        assertThat(cluster.path("spec").path("image").asText()).endsWith(":" + version);
        String minor = version.substring(0, version.lastIndexOf('.'));
        assertThat(cluster.path("spec").path("flinkVersion").asText()).isEqualTo("v" + minor.replace('.', '_'));
        String name = cluster.path("metadata").path("name").asText();
        assertThat(read("speed-job.yaml").path("spec").path("deploymentName").asText())
                .isEqualTo(name);
        assertThat(text("README.md")).contains("http://" + name + "-rest:8081");
    }

    @Test
    void eachSlotHasMemoryForItsEngine() throws IOException {
        JsonNode flink = read("session-cluster.yaml").path("spec").path("flinkConfiguration");
        long set = ByteSize.parse(flink.path("taskmanager.memory.task.off-heap.size")
                        .asText()
                        .replace("g", "GB"))
                .bytes();
        long slots = flink.path("taskmanager.numberOfTaskSlots").asLong();
        assertThat((set >> 20) / slots * ENGINE_SHARE_PERCENT / 100).isGreaterThan(LEAST_ENGINE_MB);
        assertThat(flink.path("env.java.opts.all").asText()).contains("--add-opens=java.base/java.nio=ALL-UNNAMED");
    }

    private static JsonNode read(String file) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(text(file));
    }

    private static String text(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }
}
