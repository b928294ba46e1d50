package io.pipit.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.cli.client.ApiClient;
import io.pipit.cli.command.CommandCall;
import io.pipit.cli.server.Health;
import io.pipit.cli.server.HttpServer;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.config.TlsSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.embedded.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate that nobody has signed, and who speaks to it. */
class HttpsTest {
    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
    private static final String PBES2 = "06092a864886f70d01050d";

    @TempDir
    private static Path folder;

    private static TestCertificate made;
    private static String certificate;
    private static String store;
    private static byte[] encoded;

    @BeforeAll
    static void make() throws Exception {
        made = TestCertificate.make(folder, "server");
        store = made.store().toString();
        certificate = file("chain.pem", made.pem());
        char[] password = made.password().toCharArray();
        encoded = KeyStore.getInstance(made.store().toFile(), password)
                .getKey("key", password)
                .getEncoded();
    }

    @Test
    void commandsSpeakToAServerWhoseAuthorityTheyAreTold() throws Exception {
        try (HttpServer server = start(new TlsSettings("", "", store, made.password(), ""))) {
            CommandCall told = call("https", server, "--ca", certificate);
            assertThat(told.exitCode()).as(told.err()).isZero();
            assertThat(call("https", server).err())
                    .contains(
                            "The certificate of https://localhost:" + server.port() + " is not accepted", "--ca FILE");
            assertThat(call("http", server).err()).contains("say https:// in --host");
            assertThat(call("https", server, "--ca", certificate + "x").err())
                    .contains("--ca is '" + certificate + "x'; there is no such file");
        }
        try (HttpServer plain = start(TlsSettings.NONE)) {
            assertThat(call("https", plain, "--ca", certificate).err())
                    .contains("does not speak TLS", "http:// in --host");
        }
    }

    @Test
    void keysInFilesOfTheirOwnDoTheSame() throws Exception {
        String key = pem("key.pem", "PRIVATE KEY", encoded);
        String locked = pem("locked.pem", "ENCRYPTED PRIVATE KEY", encrypted("open sesame"));
        for (TlsSettings tls : List.of(
                new TlsSettings(certificate, key, "", "", ""),
                new TlsSettings(certificate, locked, "", "open sesame", ""))) {
            try (HttpServer server = start(tls)) {
                URI host = URI.create("https://127.0.0.1:" + server.port());
                Trust itself = Trust.only(ServerCertificate.of(tls));
                assertThat(new ApiClient(host, "", itself).get("/v0/tokens").statusCode())
                        .isEqualTo(200);
            }
        }
        refused(new TlsSettings(certificate, locked, "", "", ""), "is encrypted", "PIPIT_SERVER_TLS_PASSWORD");
        refused(new TlsSettings(certificate, locked, "", "wrong", ""), "cannot be decrypted", "server.tls.password");
    }

    @Test
    void filesThatDoNotDoAreNamed() throws Exception {
        String key = pem("other.pem", "PRIVATE KEY", otherKey());
        String old = pem("old.pem", "EC PRIVATE KEY", new byte[] {1});
        String rubbish = pem("rubbish.pem", "PRIVATE KEY", new byte[] {1, 2, 3});
        String torn = file("torn.pem", made.pem().replaceFirst("M", "A"));
        refused(new TlsSettings(certificate, key, "", "", ""), "is not that of the first certificate", "CN=server");
        refused(new TlsSettings(certificate, old, "", "", ""), "server.tls.key is '" + old, "openssl pkcs8 -topk8");
        refused(new TlsSettings(certificate, rubbish, "", "", ""), "no key of the certificate's kind (EC)");
        refused(new TlsSettings(torn, key, "", "", ""), "server.tls.certificate is '" + torn, "cannot be read");
        refused(new TlsSettings(key, key, "", "", ""), "has no certificate");
        refused(new TlsSettings(certificate, "", "", "", ""), "server.tls.key is missing");
        refused(new TlsSettings("", key, "", "", ""), "server.tls.certificate is missing");
        refused(new TlsSettings(folder + "/nothing.pem", key, "", "", ""), "there is no such file");
        refused(new TlsSettings(folder.toString(), key, "", "", ""), "which is no file");
        refused(new TlsSettings(certificate, key, store, made.password(), ""), "one of the two ways");
        refused(new TlsSettings("", "", store, "wrong", ""), "PIPIT_SERVER_TLS_PASSWORD");
        refused(new TlsSettings("", "", store, "", ""), "PIPIT_SERVER_TLS_PASSWORD");
        refused(new TlsSettings("", "", certificate, "", ""), "no PKCS12 or JKS file");
        refused(new TlsSettings("", "", store, made.password(), key), "server.tls.ca is '" + key, "no certificate");
    }

    private static void refused(TlsSettings tls, String... words) {
        assertThatThrownBy(() -> start(tls).close())
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContainingAll(words)
                .hasMessageNotContaining(made.password());
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
                fine,
                List.of(api -> api.get("/v0/tokens", context -> context.result("{\"tokens\":[]}"))));
    }

    private static CommandCall call(String scheme, HttpServer server, String... more) {
        List<String> all = new ArrayList<>(List.of("token", "ls", "--host", scheme + "://localhost:" + server.port()));
        all.addAll(List.of(more));
        return CommandCall.of(all.toArray(String[]::new));
    }

    private static byte[] otherKey() throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(256);
        return pairs.generateKeyPair().getPrivate().getEncoded();
    }

    private static byte[] encrypted(String password) throws Exception {
        Cipher cipher = Cipher.getInstance(SCHEME);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(SCHEME).generateSecret(new PBEKeySpec(password.toCharArray())));
        byte[] scheme =
                der(0x30, HexFormat.of().parseHex(PBES2), cipher.getParameters().getEncoded());
        return der(0x30, scheme, der(0x04, cipher.doFinal(encoded)));
    }

    /** As the JDK reads it and does not write it. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x82);
        out.write(content.size() >> 8);
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static String pem(String name, String kind, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return file(name, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content, StandardCharsets.ISO_8859_1)
                .toString();
    }
}
