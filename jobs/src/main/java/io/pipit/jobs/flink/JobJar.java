package io.pipit.jobs.flink;

import io.pipit.batch.BatchTask;
import io.pipit.core.build.BuildStamp;
import io.pipit.speed.SpeedJob;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * The one jar that goes to a cluster with each job: Pipit's own classes of core, the speed and the batch layer and the jobs. What these
 * stand on is in the cluster's {@code lib/}. The same classes give the same bytes.
 *
 * @param file the jar
 * @param digest of its classes
 */
public record JobJar(Path file, String digest) {
    private static final String CLASSES = "io/pipit";
    private static final long STILL = 1_767_225_600_000L; // 2026: entries have a time, and it must not be now

    /** A module's classes, as this process has them. */
    private static final List<Class<?>> MODULES =
            List.of(BuildStamp.class, SpeedJob.class, BatchTask.class, JobJar.class);

    /** Makes the jar from the classes of this process: {@code JobJar FILE}. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("Expected is one argument, the file to make.");
        }
        Path file = Path.of(arguments[0]).toAbsolutePath();
        write(entries(), file);
    }

    /**
     * Makes the jar in a folder, from the classes of this process.
     *
     * @throws UncheckedIOException when the folder cannot be written to
     */
    public static JobJar in(Path folder) {
        Map<String, byte[]> entries = entries();
        String digest = digest(entries);
        Path file = folder.resolve("pipit-job-" + digest.substring(0, 12) + ".jar");
        if (!Files.exists(file)) {
            write(entries, file);
        }
        return new JobJar(file, digest);
    }

    private static Map<String, byte[]> entries() {
        Map<String, byte[]> entries = new TreeMap<>();
        for (Class<?> module : MODULES) {
            try {
                read(place(module), entries);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return entries;
    }

    private static Path place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("No file holds " + type, e);
        }
    }

    private static void read(Path place, Map<String, byte[]> entries) throws IOException {
        if (Files.isDirectory(place)) {
            readTree(place, entries);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                readTree(jar.getPath("/"), entries);
            }
        }
    }

    private static void readTree(Path root, Map<String, byte[]> entries) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(CLASSES))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }

    private static String digest(Map<String, byte[]> entries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            entries.forEach((name, bytes) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Map<String, byte[]> entries, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
                    JarOutputStream jar = new JarOutputStream(out)) {
                String flink = EnvironmentInformation.getVersion();
                add(jar, BuildStamp.RESOURCE, new BuildStamp(digest(entries), flink).toBytes());
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    add(jar, entry.getKey(), entry.getValue());
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The jar of the jobs cannot be written to " + file, e);
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(STILL);
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }
}
