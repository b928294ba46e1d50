package io.pipit.core.log.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for 127.0.0.1 that nobody has signed, made by the JDK's own tool.
 *
 * @param store the key with the certificate, PKCS12
 * @param password of the store and of the key
 * @param pem the certificate, as those who are to trust it want it
 */
public record TestCertificate(Path store, String password, String pem) {
    private static final String PASSWORD = "for-tests-only";

    /** Makes one in a folder. */
    public static TestCertificate make(Path folder, String name) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path store = folder.resolve(name + ".p12");
        Path pem = folder.resolve(name + ".pem");
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        keytool(store, "-exportcert", "-rfc", "-file", pem.toString());
        return new TestCertificate(store, PASSWORD, Files.readString(pem));
    }

    private static void keytool(Path store, String command, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1"));
        line.addAll(List.of(command, "-alias", "key", "-storetype", "PKCS12", "-storepass", PASSWORD));
        line.addAll(List.of("-keystore", store.toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool: " + output);
        }
    }
}
