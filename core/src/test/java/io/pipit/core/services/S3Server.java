package io.pipit.core.services;

import io.pipit.core.network.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An S3-compatible server on a folder, in a process of its own: its jar holds other versions of half the class path. */
public final class S3Server {
    /** Whom it lets in. */
    public static final String USER = "user";
    /** By what. */
    public static final String SECRET = "secret";

    private static final String JAR = "org/gaul/s3proxy/4.1.0/s3proxy-4.1.0-jar-with-dependencies.jar";

    private S3Server() {}

    /** With one bucket; not started yet. */
    public static ServiceProcess with(Path folder, String bucket) throws IOException {
        Files.createDirectories(folder.resolve("data").resolve(bucket));
        int port = FreePort.find();
        Path settings = Files.writeString(
                folder.resolve("s3.properties"), """
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, USER, SECRET, folder.resolve("data")));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString(),
                "--properties",
                settings.toString());
        return new ServiceProcess("S3", port, folder.resolve("s3.log"), command);
    }

    /** The build says where it is; without a build it is where Maven puts what it fetches. */
    private static Path jar() {
        String told = System.getProperty("pipit.s3proxy.jar", "");
        return told.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".m2/repository").resolve(JAR)
                : Path.of(told);
    }
}
