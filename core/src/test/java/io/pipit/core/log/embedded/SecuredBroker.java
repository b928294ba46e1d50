package io.pipit.core.log.embedded;

import io.pipit.core.network.FreePort;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** A real broker that wants passwords, TLS, or both: a listener for each of Kafka's protocols. */
public final class SecuredBroker implements AutoCloseable {
    /** Who may come in. */
    public static final String USER = "pipit";
    /** With signs that have to be quoted. */
    public static final String PASSWORD = "s3cret \"with\" \\signs";

    private static final String SCRAM = "SCRAM-SHA-512";
    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    private final EmbeddedBroker broker;
    private final Map<SecurityProtocol, Integer> ports;
    private final TestCertificate certificate;

    private SecuredBroker(EmbeddedBroker broker, Map<SecurityProtocol, Integer> ports, TestCertificate certificate) {
        this.broker = broker;
        this.ports = ports;
        this.certificate = certificate;
    }

    /** Starts on free ports, with a certificate and a user of its own. */
    public static SecuredBroker start(Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("keys"), "broker");
        Map<SecurityProtocol, Integer> ports = new HashMap<>();
        for (SecurityProtocol protocol : SecurityProtocol.values()) {
            ports.put(protocol, FreePort.find());
        }
        int controller = FreePort.find();
        EmbeddedBroker broker = EmbeddedBroker.start(
                folder.resolve("data"),
                ports.get(SecurityProtocol.PLAINTEXT),
                controller,
                settings(ports, controller, certificate));
        SecuredBroker secured = new SecuredBroker(broker, ports, certificate);
        secured.addUser();
        return secured;
    }

    private static Map<String, String> settings(
            Map<SecurityProtocol, Integer> ports, int controller, TestCertificate certificate) {
        Map<String, String> settings = new HashMap<>();
        String listeners = ports.entrySet().stream()
                .map(e -> e.getKey() + "://127.0.0.1:" + e.getValue())
                .collect(Collectors.joining(","));
        settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", listeners);
        settings.put("inter.broker.listener.name", SecurityProtocol.PLAINTEXT.name);
        settings.put(
                "listener.security.protocol.map",
                ports.keySet().stream().map(p -> p + ":" + p).collect(Collectors.joining(","))
                        + ",CONTROLLER:PLAINTEXT");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", certificate.store().toString());
        settings.put("ssl.keystore.password", certificate.password());
        settings.put("ssl.key.password", certificate.password());
        settings.put("sasl.enabled.mechanisms", "PLAIN," + SCRAM);
        for (String listener : List.of("sasl_plaintext", "sasl_ssl")) {
            String prefix = "listener.name." + listener;
            settings.put(
                    prefix + ".plain.sasl.jaas.config",
                    PLAIN_MODULE + " required user_" + USER + "=" + quoted(PASSWORD) + ";");
            settings.put(prefix + ".scram-sha-512.sasl.jaas.config", SCRAM_MODULE + " required;");
        }
        return settings;
    }

    private void addUser() throws Exception {
        ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, info, PASSWORD)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!admin.describeUserScramCredentials()
                    .all()
                    .get(60, TimeUnit.SECONDS)
                    .containsKey(USER)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("The user is not there");
                }
            }
        }
    }

    /** Where a protocol is spoken. */
    public String servers(SecurityProtocol protocol) {
        return "127.0.0.1:" + ports.get(protocol);
    }

    /** Its own certificate, as clients have to trust it. */
    public String pem() {
        return certificate.pem();
    }

    /** Settings of clients with the mechanism PLAIN. */
    public static Map<String, String> plain(String password) {
        return sasl("PLAIN", PLAIN_MODULE, password);
    }

    /** Settings of clients with the mechanism SCRAM-SHA-512. */
    public static Map<String, String> scram(String password) {
        return sasl(SCRAM, SCRAM_MODULE, password);
    }

    private static Map<String, String> sasl(String mechanism, String module, String password) {
        return Map.of(
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                module + " required username=" + quoted(USER) + " password=" + quoted(password) + ";");
    }

    /** Settings of clients that trust a certificate. */
    public static Map<String, String> trusting(String pem) {
        return Map.of("ssl.truststore.type", "PEM", "ssl.truststore.certificates", pem);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public void close() {
        broker.close();
    }
}
