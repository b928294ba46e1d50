package io.pipit.cli.cluster;

import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.jobs.NamedServices;
import io.pipit.jobs.flink.ClusterAddress;
import io.pipit.jobs.flink.ClusterReadiness;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.JobJar;
import io.pipit.jobs.flink.install.LibFolder;
import io.pipit.jobs.flink.install.Probe;
import io.pipit.jobs.flink.install.ProbeSpec;
import io.pipit.jobs.main.JobSubmission;
import io.pipit.jobs.main.SubmissionHistory;
import io.pipit.jobs.store.JobsDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;

/** Prepares a Flink cluster, looks at it, and submits, lists and cancels jobs there. */
public final class ClusterRun {
    private final Consumer<String> said;

    /** Progress and results go to {@code said}, a line each. */
    public ClusterRun(Consumer<String> said) {
        this.said = said;
    }

    /** Fills the {@code lib/} folder of a Flink installation. */
    public void lib(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "There is no folder " + folder + ". Expected is the lib folder of a Flink installation.");
        }
        LibFolder.Prepared done = new LibFolder().prepare(folder);
        said.accept(done.added().size() + " files added, " + done.removed().size() + " of other versions removed; "
                + folder + " has all " + done.total() + " that jobs need.");
        said.accept("Start the processes of the cluster again. Their memory: docs/guides/cluster.md#memory");
    }

    /** Makes the jar that {@code flink run} takes. */
    public void jar(Path file) {
        JobJar.main(new String[] {file.toString()});
        said.accept("Made " + file);
    }

    /** Looks whether jobs can run on a cluster, and whether it reaches what the project's configuration names. */
    public void check(String address, Path project, Map<String, String> settings) {
        PipitConfig config = ConfigReader.read(project, System.getenv(), settings);
        withCluster(address.isEmpty() ? named(config) : address, config, cluster -> {
            ClusterReadiness readiness = new ClusterReadiness(cluster);
            readiness.requireVersion();
            long memory = readiness.slotMemory(config.flink().slotMemory().bytes());
            int tasks = new Probe(cluster).run(spec(config));
            said.accept("The Flink cluster at " + cluster.address() + " can take jobs: " + cluster.slotsNow()
                    + " slots are free, the engine of each has " + (memory >> 20) + " MB"
                    + (tasks == 0 ? "; no slot is free, so its libraries were not looked at." : "."));
        });
    }

    private static String named(PipitConfig config) {
        if (config.flink().speed().isBlank()) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG, "Which cluster? Give --cluster URL, or set flink.speed in pipit.yaml.");
        }
        return config.flink().speed();
    }

    private static ProbeSpec spec(PipitConfig config) {
        NamedServices named = new NamedServices(config);
        LakeConfig lake = named.catalog()
                .flatMap(catalog -> named.warehouse()
                        .map(warehouse -> new LakeConfig(
                                catalog.getKey(), catalog.getValue(), warehouse, named.lakeProperties())))
                .orElse(null);
        return new ProbeSpec(named.brokers().orElse(""), named.kafkaClient(), lake);
    }

    /** Submits a job: its kind and its options. */
    public void submit(String address, List<String> arguments) {
        Path folder = temp();
        try {
            JobSubmission.to(ClusterAddress.parse(address), arguments, folder, said);
        } finally {
            delete(folder);
        }
    }

    /** The jobs of a cluster: id, name and status. */
    public List<List<String>> jobs(String address) {
        List<List<String>> rows = new ArrayList<>();
        withCluster(
                address,
                ConfigReader.defaults(),
                cluster -> cluster.jobs()
                        .forEach(job -> rows.add(List.of(
                                job.id().toHexString(), job.name(), job.status().name()))));
        return rows;
    }

    /** The newest jobs that were submitted without a server, of the project's installation. */
    public static List<SubmittedJob> submitted(Path project, int limit) {
        PipitConfig config = ConfigReader.read(project, System.getenv(), Map.of());
        try (JobsDatabase database = new NamedServices(config)
                .openDatabase()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_CONFIG,
                        "The history of jobs that are submitted without a server is in the database of the installation, and "
                                + project.resolve(PipitConfig.FILE_NAME)
                                + " names none: set database.uri (jdbc:postgresql://host/database), and say the project's folder"
                                + " with --project."))) {
            return new SubmissionHistory(database, Clock.systemUTC())
                    .newest(limit).stream().map(SubmittedJob::of).toList();
        }
    }

    /** Cancels a job and waits until it has ended. */
    public void cancel(String address, String id) {
        withCluster(address, ConfigReader.defaults(), cluster -> {
            JobID job = id(id);
            if (cluster.status(job).isEmpty()) {
                throw new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "The Flink cluster at " + cluster.address() + " has no job " + id
                                + ". 'pipit job ls --cluster URL' lists them.");
            }
            cluster.cancel(job);
            said.accept("The job " + id + " has ended.");
        });
    }

    private static JobID id(String text) {
        try {
            return JobID.fromHexString(text);
        } catch (IllegalArgumentException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + text + "' is no job of Flink: expected are 32 digits of hexadecimal.",
                    e);
        }
    }

    private void withCluster(String address, PipitConfig config, Consumer<FlinkCluster> work) {
        Path folder = temp();
        try (FlinkCluster cluster = FlinkCluster.connect(
                ClusterAddress.parse(address),
                new FlinkCluster.Manner(JobJar.in(folder), config.flink().slotWait(), said))) {
            work.accept(cluster);
        } finally {
            delete(folder);
        }
    }

    private static Path temp() {
        try {
            return Files.createTempDirectory("pipit-job-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
