package io.pipit.cli.embedded;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of parsed classes from which the JVM starts about twice as fast. The launcher says where it belongs and, when there is
 * none, where the JVM notes the classes that it loads; from that list a child process of the lowest priority makes the archive once the
 * stack is up. Without the launcher's properties nothing happens; a failure costs nothing but the faster start.
 */
final class ClassArchive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
    private static final long CALM_MILLIS = 5_000;

    private final Optional<Path> archive;
    private final Optional<Path> classes;
    private Process child;
    private boolean closed;

    private ClassArchive(Optional<Path> archive, Optional<Path> classes) {
        this.archive = archive;
        this.classes = classes;
    }

    /** As the launcher's properties say. */
    static ClassArchive ofThisProcess() {
        return new ClassArchive(property("pipit.archive"), property("pipit.archive.classes"));
    }

    /** Makes the archive in the background when it is missing; removes one that this JVM could not use, and what was left unfinished. */
    void makeLater() {
        if (archive.isEmpty()) {
            return;
        }
        Thread thread = new Thread(this::run, "pipit-class-archive");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the child; what it has not finished is made by another start. */
    @Override
    public synchronized void close() {
        closed = true;
        if (child != null) {
            child.destroyForcibly();
        }
    }

    private void run() {
        try {
            if (classes.isPresent()) {
                Thread.sleep(CALM_MILLIS); // the first requests load classes too
                make(archive.get(), classes.get());
                return;
            }
            if (!inUse()) {
                Files.deleteIfExists(archive.get()); // of another Java: the next start makes it anew
            }
            if (Files.isWritable(archive.get().getParent())) {
                removeLeft(archive.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("No archive of classes is made, so the next start is not faster: {}", e.getMessage());
        }
    }

    private static void removeLeft(Path archive) throws IOException {
        Optional<ArchiveMaking> idle = ArchiveMaking.begin(archive);
        if (idle.isPresent()) {
            idle.get().close();
        }
    }

    private void make(Path target, Path noted) throws IOException, InterruptedException {
        try {
            Optional<ArchiveMaking> begun = ArchiveMaking.begin(target);
            if (begun.isPresent()) { // else another process of this build is making it
                make(begun.get(), target, noted);
            }
        } finally {
            Files.deleteIfExists(noted);
        }
    }

    private void make(ArchiveMaking begun, Path target, Path noted) throws IOException, InterruptedException {
        try (ArchiveMaking making = begun) {
            if (Files.exists(target) || !Files.exists(noted)) {
                return; // another one has made it, or is about to
            }
            Files.writeString(making.list(), wholeLines(noted));
            if (start(command(making.list(), making.part())) && child.waitFor() == 0) {
                Files.move(making.part(), target, StandardCopyOption.ATOMIC_MOVE);
                LOG.info("The archive of classes is made; the next start is faster.");
            }
        }
    }

    private synchronized boolean start(List<String> command) throws IOException {
        if (closed) {
            return false;
        }
        child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return true;
    }

    private static List<String> command(Path list, Path part) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            command.addAll(List.of("/usr/bin/nice", "-n", "19"));
        }
        // G1: with another collector no heap objects are archived.
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseG1GC",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + part,
                "-cp",
                System.getProperty("java.class.path")));
        return command;
    }

    /** The JVM writes the list in pieces: the last line may not be complete. */
    private static String wholeLines(Path noted) throws IOException {
        String text = Files.readString(noted);
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    private static boolean inUse() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return Boolean.parseBoolean(jvm.getVMOption("UseSharedSpaces").getValue());
    }

    private static Optional<Path> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).map(Path::of);
    }
}
