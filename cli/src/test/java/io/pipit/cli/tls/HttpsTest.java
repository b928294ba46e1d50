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
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate that nobody has signed, and who speaks to it. */
class HttpsTest {
    @TempDir
    private static Path folder;

    private static TestCertificate made;
    private static String certificate;
    private static String store;
    private static PrivateKey key;

    @BeforeAll
    static void make() throws Exception {
        made = TestCertificate.make(folder, "server");
        store = made.store().toString();
        certificate = file("chain.pem", made.pem());
        char[] password = made.password().toCharArray();
        key = (PrivateKey) KeyStore.getInstance(made.store().toFile(), password).getKey("key", password);
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
        String plain = pem("key.pem", "PRIVATE KEY", key.getEncoded());
        String locked = encrypted("open sesame");
        for (TlsSettings tls : List.of(
                new TlsSettings(certificate, plain, "", "", ""),
                new TlsSettings(certificate, locked, "", "open sesame", ""),
                new TlsSettings(certificate, pem("sec1.pem", "EC PRIVATE KEY", sec1()), "", "", ""))) {
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
        String key =
                pem("other.pem", "PRIVATE KEY", pair("EC", 256).getPrivate().getEncoded());
        String old = pem("old.pem", "EC PRIVATE KEY", new byte[] {1});
        String rsa = older("rsa.pem", pair("RSA", 2048).getPrivate(), "");
        String rubbish = pem("rubbish.pem", "PRIVATE KEY", new byte[] {1, 2, 3});
        String torn = file("torn.pem", made.pem().replaceFirst("M", "A"));
        refused(new TlsSettings(certificate, key, "", "", ""), "is not that of the first certificate", "CN=server");
        refused(new TlsSettings(certificate, old, "", "", ""), "server.tls.key is '" + old, "openssl pkcs8 -topk8");
        refused(new TlsSettings(certificate, rubbish, "", "", ""), "no key can be read");
        String rsaLocked = older("rsa-locked.pem", pair("RSA", 2048).getPrivate(), "open sesame");
        refused(new TlsSettings(certificate, rsa, "", "", ""), "no key of the certificate's kind (EC)");
        refused(
                new TlsSettings(certificate, rsaLocked, "", "open sesame", ""),
                "no key of the certificate's kind (EC)");
        refused(new TlsSettings(certificate, rsaLocked, "", "wrong", ""), "cannot be decrypted");
        refused(new TlsSettings(certificate, rsaLocked, "", "", ""), "is encrypted");
        refused(new TlsSettings(certificate, certificate, "", "", ""), "server.tls.key is '" + certificate, "no key");
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

    private static KeyPair pair(String algorithm, int size) throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance(algorithm);
        pairs.initialize(size);
        return pairs.generateKeyPair();
    }

    /** As 'openssl ecparam -genkey' writes it. */
    private static byte[] sec1() throws IOException {
        PrivateKeyInfo usual = PrivateKeyInfo.getInstance(key.getEncoded());
        BigInteger number = ECPrivateKey.getInstance(usual.parsePrivateKey()).getKey();
        return new ECPrivateKey(256, number, usual.getPrivateKeyAlgorithm().getParameters()).getEncoded();
    }

    private static String encrypted(String password) throws Exception {
        JceOpenSSLPKCS8EncryptorBuilder locks = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC);
        locks.setPassword(password.toCharArray());
        return written("locked.pem", new JcaPKCS8Generator(key, locks.build()));
    }

    /** In the form in which older tools write keys. */
    private static String older(String name, PrivateKey key, String password) throws IOException {
        return written(
                name,
                password.isEmpty()
                        ? new JcaMiscPEMGenerator(key)
                        : new JcaMiscPEMGenerator(
                                key, new JcePEMEncryptorBuilder("AES-256-CBC").build(password.toCharArray())));
    }

    private static String written(String name, PemObjectGenerator content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            pem.writeObject(content);
        }
        return file(name, text.toString());
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
