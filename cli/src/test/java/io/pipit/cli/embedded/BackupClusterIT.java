package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.cli.command.CommandCall;
import io.pipit.cli.services.BucketCopy;
import io.pipit.cli.services.DatabaseDump;
import io.pipit.cli.services.LocalServices;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.jobs.NamedServices;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The guide's backup of an installation, made while events come: first with its log, then without. */
@EnabledIfSystemProperty(named = "cluster.long", matches = "true", disabledReason = "it takes two to three minutes")
class BackupClusterIT {
    @TempDir
    Path folder;

    private final AtomicInteger accepted = new AtomicInteger();
    private LocalServices services;
    private Map<String, String> settings;
    private Path project;
    private RoleProcess schedule;
    private int lives;

    @Test
    void everyEventIsThereOnceAfterARestoreAndWithoutTheLogEveryOneThatTablesHeld() throws Exception {
        try (LocalServices all = new LocalServices(folder).kafka().postgres().s3()) {
            services = all;
            settings = all.settings();
            project = CountedTicks.write(folder);
            services.configure(project);

            Backup backup = backedUpUnderTraffic();
            lose();
            backup.restore();
            try (LocalRoles roles = roles()) {
                RoleProcess serve = running(roles);
                awaitAll(roles, serve, accepted.get());
                send(roles, serve, 10);
                awaitAll(roles, serve, accepted.get());
                roles.end(schedule);
                send(roles, serve, 25); // in the log, and in no table
            }
            int held = accepted.get() - 25;
            topicsAreGone();

            assertThatThrownBy(() -> running(roles())).hasMessageContaining("pipit log renew");
            assertThat(renew().out()).contains("The log of 'ticks' is not there", "Nothing was changed");
            assertThat(renew("--yes").out()).contains("The log of 'ticks' goes on at", "may be started");
            assertThat(renew().out()).contains("Nothing is to be done");
            try (LocalRoles roles = roles()) {
                RoleProcess serve = running(roles);
                awaitAll(roles, serve, held);
                send(roles, serve, 40);
                awaitAll(roles, serve, held + 40);
                assertThat(renew("--yes").err()).contains("End all of them first");
            }
            // What came with the new log is in tables, too, and is read again from them.
            try (LocalRoles roles = roles()) {
                awaitAll(roles, running(roles), held + 40);
            }
        }
    }

    private record Backup(Map<String, String> services, DatabaseDump database, BucketCopy files) {
        void restore() throws Exception {
            database.restore(services.get("database.uri"));
            files.restore(services);
        }
    }

    /** The guide's steps 1 to 5, the log being kept by its brokers; events come before, meanwhile and after. */
    private Backup backedUpUnderTraffic() throws Exception {
        try (LocalRoles roles = roles()) {
            RoleProcess serve = running(roles);
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    send(roles, serve, 5);
                }
            });
            try {
                await("traffic", () -> accepted.get() > 50);
                awaitShown(roles, serve, 50);
                roles.end(schedule);
                Backup backup =
                        new Backup(settings, DatabaseDump.of(settings.get("database.uri")), BucketCopy.of(settings));
                int before = accepted.get();
                schedule = roles.start(Role.SCHEDULE, "schedule" + ++lives);
                await("traffic", () -> accepted.get() > before + 50);
                return backup;
            } finally {
                ended.set(true);
                traffic.join();
            }
        }
    }

    private void lose() throws Exception {
        DatabaseDump.drop(settings.get("database.uri"));
        BucketCopy.empty(settings);
    }

    private void topicsAreGone() throws Exception {
        Properties brokers = new Properties();
        brokers.put("bootstrap.servers", settings.get("kafka.bootstrap-servers"));
        try (Admin admin = Admin.create(brokers)) {
            Collection<String> topics = admin.listTopics().names().get();
            admin.deleteTopics(topics).all().get();
        }
    }

    private CommandCall renew(String... more) {
        List<String> line = new ArrayList<>(List.of("log", "renew", "--project", project.toString()));
        line.addAll(List.of(more));
        return CommandCall.of(line.toArray(String[]::new));
    }

    private LocalRoles roles() {
        return new LocalRoles(services, project, folder.resolve("states"));
    }

    private RoleProcess running(LocalRoles roles) throws Exception {
        String life = String.valueOf(++lives);
        try {
            schedule = roles.start(Role.SCHEDULE, "schedule" + life);
            roles.start(Role.INTAKE, "intake" + life);
            RoleProcess serve = roles.start(Role.SERVE, "serve" + life);
            roles.awaitReady();
            return serve;
        } catch (RuntimeException | Error e) {
            roles.close();
            throw e;
        }
    }

    private void send(LocalRoles roles, RoleProcess to, int events) {
        int from = accepted.get();
        StringBuilder body = new StringBuilder();
        for (int n = from; n < from + events; n++) {
            body.append("{\"n\":").append(n).append(",\"k\":\"").append(n % 7).append("\"}\n");
        }
        await("events to be taken", () -> {
            HttpResponse<String> answer = answer(roles, to, body.toString());
            boolean later =
                    answer.statusCode() == 503 && answer.body().contains("NOT_READY"); // nothing of it was taken
            if (!later) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            return !later;
        });
        accepted.addAndGet(events);
    }

    /** What is not answered may have been taken: that is not tried again. */
    private static HttpResponse<String> answer(LocalRoles roles, RoleProcess to, String body) {
        try {
            return roles.post(to, "/v0/events?name=ticks&wait=true", body);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) {
        LocalRoles.await(what, () -> condition.holds() ? "" : "not yet");
    }

    private static void awaitShown(LocalRoles roles, RoleProcess at, int rows) {
        await(rows + " rows", () -> Long.parseLong(roles.sql(at, "SELECT count() FROM ticks")) >= rows);
    }

    /** Rows, different ones among them, those that the view has counted; and the tables hold all of them. */
    private void awaitAll(LocalRoles roles, RoleProcess at, int rows) {
        String query = "SELECT (SELECT count() FROM ticks) AS a, (SELECT uniqExact(n) FROM ticks) AS b,"
                + " (SELECT countMerge(total) FROM by_k) AS c";
        String wanted = rows + "," + rows + "," + rows;
        LocalRoles.await(wanted, () -> {
            String now = roles.sql(at, query);
            return now.equals(wanted) ? "" : now;
        });
        await("what is shown is committed", this::committed);
    }

    private boolean committed() {
        PipitConfig config = ConfigReader.read(project, Map.of(), settings);
        NamedServices named = new NamedServices(config);
        LakeConfig tables = new LakeConfig(
                "jdbc", settings.get("catalog.uri"), settings.get("warehouse.uri"), named.lakeProperties());
        try (LogAdmin admin = new LogAdmin(settings.get("kafka.bootstrap-servers"), Map.of());
                Lake lake = new Lake(tables)) {
            LogTopic log = admin.describe(new Topics(config.log().prefix()).log("ticks"))
                    .orElseThrow();
            Map<Integer, Long> end = admin.latest(log);
            return Stream.of("ticks", "by_k")
                    .map(table -> lake.find(table).orElseThrow().refresh().coverage())
                    .allMatch(held -> held.feeds().values().stream()
                            .anyMatch(feed -> log.logPartitions().stream()
                                    .allMatch(p -> feed.next(p) == end.get(p.partition()))));
        }
    }
}
