package io.pipit.cli.embedded;

import io.pipit.core.config.PipitConfig;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.jobs.flink.FlinkClusters;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import io.pipit.jobs.installation.InstallationCheck;
import io.pipit.jobs.store.JobsDatabase;
import java.util.concurrent.CompletableFuture;

/**
 * What all layers stand on, started at once.
 *
 * @param kafka where the brokers of the logs are
 */
record Foundations(String kafka, FlinkClusters flink, Lake lake, JobsDatabase database) {
    /** Starts or reaches all of it, and makes the engine warm meanwhile; what is opened is closed by {@code closer}. */
    static Foundations start(
            PipitConfig config,
            StackSettings settings,
            StateFolder state,
            Plan first,
            Progress progress,
            Closer closer) {
        ParallelStart start = new ParallelStart(closer);
        CompletableFuture<String> kafka = new CompletableFuture<>();
        start.task(
                "log (Kafka)",
                progress,
                () -> kafka.complete(settings.brokers()
                        .orElseGet(() ->
                                closer.add(EmbeddedBroker.start(state.log())).bootstrapServers())));
        CompletableFuture<FlinkClusters> flink = start.run(
                "Flink",
                progress,
                () -> FlinkClusters.open(
                        config.flink(),
                        state.temp(),
                        () -> EmbeddedFlink.start(settings.slots(), state.temp()),
                        progress::say));
        CompletableFuture<Lake> lake = start.run("lake (Iceberg)", progress, () -> new Lake(settings.lake()));
        CompletableFuture<JobsDatabase> database = start.run("scheduler (Quartz)", progress, settings::openDatabase);
        WarmUp warmUp = new WarmUp(settings);
        start.task("engine (DuckDB)", progress, () -> {
            warmUp.engine();
            warmUp.speed(first.files());
        });
        start.await();
        if (settings.sharesServices()) {
            lake.join().checkWarehouse();
            new InstallationCheck(settings.logs(kafka.join())).same(database.join(), lake.join());
        }
        return new Foundations(kafka.join(), flink.join(), lake.join(), database.join());
    }
}
