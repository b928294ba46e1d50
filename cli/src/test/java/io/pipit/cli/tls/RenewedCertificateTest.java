package io.pipit.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.server.Health;
import io.pipit.cli.server.Holders;
import io.pipit.cli.server.HttpServer;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.config.TlsSettings;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.embedded.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Certificates and authorities whose files are replaced while they are used. */
class RenewedCertificateTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final String TAKEN = "in force: ";
    private static final String REFUSED = "What was in force stays";

    @TempDir
    private static Path folder;

    private static TestCertificate first;
    private static TestCertificate second;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getFormattedMessage());
        }
    };

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.make(folder, "first");
        second = TestCertificate.make(folder, "second");
    }

    @BeforeEach
    void listen() {
        appender.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(appender);
    }

    @AfterEach
    void leave() {
        logger().detachAppender(appender);
        logger().setLevel(null);
    }

    @Test
    void aServerShowsTheNewCertificateAndKeepsTheOldOneWhileTheFileDoesNotDo() throws Exception {
        Path live = Files.copy(first.store(), folder.resolve("live.p12"));
        TlsSettings tls = new TlsSettings("", "", live.toString(), first.password(), "");
        try (HttpServer server = start(tls)) {
            assertShows(server, first);
            Files.writeString(live, "half a fi");
            assertThat(logged(REFUSED)).contains("INVALID_CONFIG server.tls.keystore is '" + live);
            assertShows(server, first);
            Files.delete(live);
            assertThat(logged(REFUSED)).contains("server.tls.keystore is '" + live + "'; there is no such file");
            assertShows(server, first);
            Files.copy(second.store(), live);
            logged(TAKEN);
            assertShows(server, second);
        }
    }

    @Test
    void aClientTrustsTheNewAuthorityAndTheOldOneWhileTheFileDoesNotDo() throws Exception {
        String authority = write("authority.pem", first.pem());
        try (HttpServer old = start(settings(first));
                HttpServer renewed = start(settings(second));
                RenewedTrust trust = new RenewedTrust("server.tls.ca", authority, OFTEN)) {
            ApiClient toOld = client(old, trust.trust());
            ApiClient toNew = client(renewed, trust.trust());
            assertThat(toOld.get("/live").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> toNew.get("/live")).isInstanceOf(PipitException.class);
            write("authority.pem", "nothing");
            assertThat(logged(REFUSED)).contains("server.tls.ca is '" + authority, "no certificate");
            assertThat(client(old, trust.trust()).get("/live").statusCode()).isEqualTo(200);
            write("authority.pem", second.pem());
            logged(TAKEN);
            assertThat(toNew.get("/live").statusCode()).isEqualTo(200);
        }
    }

    private static void assertShows(HttpServer server, TestCertificate certificate) {
        TestCertificate other = certificate == first ? second : first;
        assertThat(client(server, trust(certificate)).get("/live").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> client(server, trust(other)).get("/live"))
                .hasMessageContaining("The certificate of https://localhost:" + server.port() + " is not accepted");
    }

    private static Trust trust(TestCertificate certificate) {
        return Trust.only(ServerCertificate.of(settings(certificate)));
    }

    private static ApiClient client(HttpServer server, Trust trust) {
        return new ApiClient(URI.create("https://localhost:" + server.port()), "", trust);
    }

    private static TlsSettings settings(TestCertificate certificate) {
        return new TlsSettings("", "", certificate.store().toString(), certificate.password(), "");
    }

    private static HttpServer start(TlsSettings tls) {
        Health fine = new Health() {
            @Override
            public List<String> obstacles() {
                return List.of();
            }

            @Override
            public Map<String, Object> details() {
                return Map.of();
            }
        };
        return HttpServer.start(
                new ServerSettings("127.0.0.1", "", "", 0, 0, new ByteSize(1000), new ByteSize(5000), 8, tls),
                Optional.of(new ServerTls(tls, OFTEN)),
                fine,
                Holders.NONE,
                List.of());
    }

    private static String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String logged(String part) throws InterruptedException {
        while (true) {
            String line = log.poll(60, TimeUnit.SECONDS);
            assertThat(line).as("a line with '%s'", part).isNotNull();
            if (line.contains(part)) {
                return line;
            }
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Renewal.class);
    }
}
