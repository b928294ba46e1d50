package io.pipit.core.log.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and controller (KRaft) in this process, on loopback, with its data in a folder. What it acknowledged survives a
 * kill of the process; like every Kafka it leaves flushing to the operating system, so a power failure can cost the last seconds.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int PORT_ATTEMPTS = 50;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts on free ports; formats the folder the first time; recovers after a hard kill. */
    public static EmbeddedBroker start(Path dataFolder) {
        Path folder = dataFolder.toAbsolutePath();
        int brokerPort;
        int controllerPort;
        try (ServerSocket first = loopbackSocket();
                ServerSocket second = loopbackSocket()) {
            brokerPort = first.getLocalPort();
            controllerPort = second.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(folder, brokerPort, controllerPort);
    }

    /** The same on given ports, for clients that have to find it again after a restart. */
    public static EmbeddedBroker start(Path dataFolder, int brokerPort, int controllerPort) {
        return start(dataFolder, brokerPort, controllerPort, Map.of());
    }

    /** The same with settings of the broker that win over those that it has here. */
    static EmbeddedBroker start(Path dataFolder, int brokerPort, int controllerPort, Map<String, String> further) {
        Path folder = dataFolder.toAbsolutePath();
        format(folder);
        Locale locale = Locale.getDefault();
        try {
            // Kafka upper-cases the names of its settings by the locale: in Turkish it does not start.
            Locale.setDefault(Locale.ROOT);
            return startFormatted(folder, brokerPort, controllerPort, further);
        } finally {
            Locale.setDefault(locale);
        }
    }

    private static EmbeddedBroker startFormatted(
            Path folder, int brokerPort, int controllerPort, Map<String, String> further) {
        KafkaRaftServer server = null;
        sayWhenItGivesUp(folder);
        try {
            Map<String, String> settings = settings(folder, brokerPort, controllerPort);
            settings.putAll(further);
            KafkaConfig config = new KafkaConfig(settings, false);
            server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, "127.0.0.1:" + brokerPort);
        } catch (RuntimeException e) {
            if (server != null) {
                server.shutdown();
            }
            throw failed(folder, e);
        }
    }

    /**
     * A free port below those that the system gives to connections: the broker binds it a second later, while the other parts of the
     * process connect to each other.
     */
    private static ServerSocket loopbackSocket() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try {
                return new ServerSocket(port, 1, loopback);
            } catch (BindException e) {
                // taken: another one
            }
        }
        return new ServerSocket(0, 1, loopback);
    }

    /** A broker that gives up ends the process: not without a word. */
    private static void sayWhenItGivesUp(Path folder) {
        Exit.Procedure say = (status, message) -> {
            System.err.println(new BrokerEnd(folder, folder.toFile().getUsableSpace()).text(message));
            Runtime.getRuntime().halt(status);
        };
        Exit.setExitProcedure(say);
        Exit.setHaltProcedure(say);
    }

    private static void format(Path folder) {
        try {
            if (Files.exists(folder.resolve("meta.properties"))) {
                return;
            }
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw failed(folder, e);
        }
    }

    private static PipitException failed(Path folder, Exception cause) {
        return new PipitException(
                ErrorCode.LOG_UNAVAILABLE,
                "The log's broker does not start with its data in " + folder + ": " + cause.getMessage()
                        + ". Check that no other process uses the folder and that the disk is not full.",
                cause);
    }

    private static Map<String, String> settings(Path folder, int brokerPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("listeners", "LOG://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "LOG://127.0.0.1:" + brokerPort);
        settings.put("listener.security.protocol.map", "LOG:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "LOG");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", folder.toString());
        settings.put("metadata.log.dir", folder.toString());
        durability(settings);
        speed(settings);
        return settings;
    }

    private static void durability(Map<String, String> settings) {
        settings.put("auto.create.topics.enable", "false");
        settings.put("unclean.leader.election.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("log.retention.ms", "-1");
        settings.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        settings.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    }

    private static void speed(Map<String, String> settings) {
        // After a hard kill the controller waits for the dead broker's session before it takes the new one: 9 s by
        // default.
        settings.put("broker.session.timeout.ms", "1500");
        settings.put("broker.heartbeat.interval.ms", "300");
        settings.put("controller.quorum.election.timeout.ms", "300");
        settings.put("controller.quorum.election.backoff.max.ms", "100");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("log.segment.bytes", "268435456");
    }

    /** For Kafka clients, for instance {@code 127.0.0.1:40123}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
