package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines are texts, or objects where that is asked for. */
class LogFormatTest {
    @Test
    void aLineIsATextOrAnObject(@TempDir Path folder) throws Exception {
        String text = logged(Files.createDirectory(folder.resolve("text")), "FILE");
        assertThat(text).contains("WARN").endsWith("some.name: a \"word\" of 1");
        JsonNode object = Json.tree(logged(Files.createDirectory(folder.resolve("json")), "JSON"));
        assertThat(object.path("formattedMessage").asText()).isEqualTo("a \"word\" of 1");
        assertThat(object.path("level").asText()).isEqualTo("WARN");
        assertThat(object.path("loggerName").asText()).isEqualTo("some.name");
    }

    private static String logged(Path folder, String appender) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("pipit.log.folder", folder.toString());
        context.putProperty("pipit.log.appender", appender);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
        context.getLogger("some.name").warn("a \"word\" of {}", 1);
        context.stop();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return Files.readString(all.get(0)).strip();
        }
    }
}
