package io.pipit.bench.peer;

import io.pipit.cli.server.Health;
import io.pipit.cli.server.HttpServer;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.config.TlsSettings;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.IntakeConfig;
import io.pipit.intake.Visibility;
import io.pipit.intake.http.EventsRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pipit's intake and a broker, without the layers behind them: {@code IntakePeer PROJECT DATA_FOLDER}. */
public final class IntakePeer {
    private static final int PARTITIONS = 2;

    private IntakePeer() {}

    /** Says {@code PORT n} and runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        Words words = new Words();
        Plan plan = new ProjectCompiler()
                .compile(files(Path.of(arguments[0])))
                .plan()
                .orElseThrow();
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[1]));
                BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of());
                EventsIntake intake = new EventsIntake(IntakeConfig.DEFAULTS, writer::write, Clock.systemUTC())) {
            intake.apply(plan, topics(broker, plan), ComputedDefaults.NONE);
            EventsRoutes routes =
                    new EventsRoutes(intake, Visibility.DURABLE, IntakeConfig.DEFAULTS.visibleTimeoutMillis());
            ServerSettings settings = new ServerSettings(
                    "127.0.0.1", "", "", 0, 0, ByteSize.parse("20MB"), ByteSize.parse("20MB"), 64, TlsSettings.NONE);
            try (HttpServer server = HttpServer.start(settings, new AlwaysReady(), List.of(routes::register))) {
                words.say("PORT " + server.port());
                while (words.hear() != null) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static Map<String, LogTopic> topics(EmbeddedBroker broker, Plan plan) {
        Map<String, LogTopic> topics = new HashMap<>();
        try (LogAdmin admin = new LogAdmin(broker.bootstrapServers(), Map.of())) {
            Topics names = new Topics("pipit");
            plan.landing().forEach(name -> topics.put(name, admin.ensure(names.log(name), PARTITIONS)));
        }
        return topics;
    }

    private static ProjectFiles files(Path root) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(datasource|pipe)"))
                    .toList()) {
                texts.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return ProjectFiles.of(texts);
    }

    private record AlwaysReady() implements Health {
        @Override
        public List<String> obstacles() {
            return List.of();
        }

        @Override
        public Map<String, Object> details() {
            return Map.of();
        }
    }
}
