package io.pipit.cli.renewal;

import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFolder;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.NamedServices;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.deploy.FirstVersion;
import io.pipit.jobs.installation.InstallationCheck;
import io.pipit.jobs.installation.InstallationName;
import io.pipit.jobs.installation.Leadership;
import io.pipit.jobs.installation.Processes;
import io.pipit.jobs.renewal.LogRenewal;
import io.pipit.jobs.renewal.LogRenewal.Blocks;
import io.pipit.jobs.renewal.LostLog;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Looks which logs of an installation are lost, and lets it go on with new ones. No process of it may run. */
public final class RenewalRun {
    private final Path project;
    private final PipitConfig config;
    private final NamedServices services;
    private final Consumer<String> said;

    /** Of the installation that a project's folder names, with further settings; what is found and done goes to {@code said}, a line each. */
    public RenewalRun(Path project, Map<String, String> settings, Consumer<String> said) {
        this.project = project;
        this.config = ConfigReader.read(project, System.getenv(), settings);
        InstallationCheck.services(config);
        this.services = new NamedServices(config);
        this.said = said;
    }

    /**
     * Says what is lost, and goes on without it where {@code really}.
     *
     * @throws PipitException {@code STATE_LOCKED} while processes run, {@code FOREIGN_INSTALLATION}, {@code NOT_READY} where nothing was
     *     deployed yet, and what {@link LogRenewal#renew} says
     */
    public void run(boolean really, TopicBlocks blocks) {
        LogSettings logs = new LogSettings(
                services.brokers().orElseThrow(),
                services.kafkaClient(),
                config.log().prefix(),
                config.log().partitionsElsewhere());
        try (JobsDatabase database = services.openDatabase().orElseThrow();
                Lake lake = new Lake(lake());
                Leadership leadership = new Leadership(database)) {
            if (!leadership.leads() || !new Processes(database).running().isEmpty()) {
                throw new PipitException(
                        ErrorCode.STATE_LOCKED,
                        "Processes of this installation run, or have run in the last seconds. End all of them first, of every role;"
                                + " start them when the log is renewed. Nothing was changed.");
            }
            String own = owner(database, lake, logs);
            try (LogRenewal renewal = new LogRenewal(logs, lake, plan(database))) {
                renew(renewal, logs, own, really, Blocks.valueOf(blocks.name()));
            }
        }
    }

    private void renew(LogRenewal renewal, LogSettings logs, String own, boolean really, Blocks blocks) {
        List<LostLog> lost = renewal.lost();
        boolean marked = topics(logs).contains(logs.topics().installation(own));
        if (lost.isEmpty() && marked) {
            said.accept("The logs have all that the tables rely on. Nothing is to be done.");
            return;
        }
        lost.forEach(this::say);
        if (!really) {
            said.accept("Nothing was changed. 'pipit log renew --yes' goes on without what is lost.");
            return;
        }
        renewal.renew(lost, blocks, own, said);
        said.accept("The processes may be started.");
    }

    private void say(LostLog log) {
        said.accept("The log of '" + log.landing() + "' " + log.why() + "; tables hold its blocks up to offset "
                + log.held() + " (by partition).");
        if (log.asks()) {
            said.accept("  It holds " + Counted.of(log.blocks(), "block")
                    + ": say with --blocks whether they are 'new' or the 'same' as those of the lost one.");
        }
        log.behind()
                .forEach(behind -> said.accept("  '" + behind.fed().table() + "' lacks "
                        + Counted.of(behind.blocks(), "block") + " of it that another table has, by "
                        + behind.fed().feed()
                        + ". Put them in afterwards: 'pipit reconcile " + log.landing() + " FROM TO --views'."));
    }

    private Plan plan(JobsDatabase database) {
        DeploymentStore store = new DeploymentStore(database);
        return store.newest(State.LIVE)
                .flatMap(live -> FirstVersion.compiled(
                        live, ProjectFolder.scan(project).files().variables()))
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY,
                        "The database knows no version of a project that is live and compiles here. It needs the same version of"
                                + " Pipit and the same secrets as the processes. Nothing was changed."));
    }

    private String owner(JobsDatabase database, Lake lake, LogSettings logs) {
        String catalog = lake.installation().orElse("");
        String own = catalog.isEmpty() ? "" : new InstallationName(database).orElse(catalog);
        String start = logs.topics().installation("");
        boolean foreign =
                topics(logs).stream().anyMatch(topic -> topic.startsWith(start) && !topic.equals(start + own));
        if (own.isEmpty() || !own.equals(catalog) || foreign) {
            throw new PipitException(
                    ErrorCode.FOREIGN_INSTALLATION,
                    "Log, catalog and database are not of one installation: the catalog is of "
                            + (catalog.isEmpty() ? "none" : catalog) + (own.isEmpty() ? "" : ", the database of " + own)
                            + (foreign ? ", and topics with the prefix '" + logs.topicPrefix() + "' of another" : "")
                            + ". Check kafka.*, log.prefix, catalog.* and database.*. Nothing was changed.");
        }
        return own;
    }

    private static Set<String> topics(LogSettings logs) {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            return admin.topics();
        }
    }

    private LakeConfig lake() {
        Map.Entry<String, String> catalog = services.catalog().orElseThrow();
        return new LakeConfig(
                catalog.getKey(), catalog.getValue(), services.warehouse().orElseThrow(), services.lakeProperties());
    }
}
