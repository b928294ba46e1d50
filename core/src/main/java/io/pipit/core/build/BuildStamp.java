package io.pipit.core.build;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/**
 * The build that a jar of jobs was made from. A job carries the digest of the jar that it was submitted with; where it runs, that must
 * be the digest of the classes that it finds.
 *
 * @param digest of all classes in the jar
 * @param flink the version of Flink that they were compiled against
 */
public record BuildStamp(String digest, String flink) {
    /** Where a jar of jobs has it. */
    public static final String RESOURCE = "META-INF/pipit-build.properties";

    /** The key of a job's configuration with the digest of the jar that it was submitted with. */
    public static final String JOB_KEY = "pipit.build";

    private static final int SHOWN = 12;

    /** The stamp of the jar that this class was loaded from; nothing where it was not loaded from a jar of jobs. */
    public static Optional<BuildStamp> ofTheseClasses() {
        URL found = BuildStamp.class.getResource("BuildStamp.class");
        if (found == null || !found.toString().contains("!/")) {
            return Optional.empty();
        }
        String inJar = found.toString();
        String stamp = inJar.substring(0, inJar.lastIndexOf("!/") + 2) + RESOURCE;
        try (InputStream in = new URL(stamp).openStream()) {
            Properties values = new Properties();
            values.load(in);
            return Optional.of(new BuildStamp(values.getProperty("digest", ""), values.getProperty("flink", "")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The stamp as a file of properties. */
    public byte[] toBytes() {
        return ("digest=" + digest + "\nflink=" + flink + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Compares the classes of this process with those that made a job.
     *
     * @param expected the digest that the job carries, or the empty text when it was submitted without a jar
     * @throws PipitException {@code JAR_MISMATCH}
     */
    public static void check(String expected) {
        String found = expected.isEmpty()
                ? ""
                : ofTheseClasses().map(BuildStamp::digest).orElse("");
        if (!found.equals(expected)) {
            throw new PipitException(
                    ErrorCode.JAR_MISMATCH,
                    "The job was made by build " + shown(expected)
                            + " of Pipit, but this process of the Flink cluster runs "
                            + (found.isEmpty() ? "classes without a build" : "build " + shown(found)) + " from "
                            + place()
                            + ". Remove Pipit's jars from the cluster's lib/ folder (a job brings its own), leave"
                            + " classloader.resolve-order at child-first, and start the cluster's processes again.");
        }
    }

    /** The jar or folder of these classes. */
    static String place() {
        return String.valueOf(
                BuildStamp.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static String shown(String digest) {
        return digest.substring(0, Math.min(SHOWN, digest.length()));
    }
}
