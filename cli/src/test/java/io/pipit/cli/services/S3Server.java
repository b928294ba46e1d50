package io.pipit.cli.services;

import io.pipit.core.network.FreePort;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An S3-compatible server on a folder, in a process of its own: its jar holds other versions of half the class path. */
final class S3Server implements AutoCloseable {
    static final String USER = "user";
    static final String SECRET = "secret";
    private static final String JAR = "org/gaul/s3proxy/4.1.0/s3proxy-4.1.0-jar-with-dependencies.jar";

    private final Process process;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static S3Server start(Path folder, String bucket) throws IOException {
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
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar().toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3.log").toFile())
                .start();
        S3Server server = new S3Server(process, port);
        server.awaitStart(folder);
        return server;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void awaitStart(Path folder) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket open = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        process.destroyForcibly();
        throw new AssertionError("The S3 server did not start:\n" + Files.readString(folder.resolve("s3.log")));
    }

    /** The build says where it is; without a build it is where Maven puts what it fetches. */
    private static Path jar() {
        String told = System.getProperty("pipit.s3proxy.jar", "");
        return told.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".m2/repository").resolve(JAR)
                : Path.of(told);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
