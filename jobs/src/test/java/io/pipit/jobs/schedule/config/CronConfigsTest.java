package io.pipit.jobs.schedule.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.Variables;
import io.pipit.jobs.maintenance.MaintenanceSettings;
import io.pipit.jobs.maintenance.MaintenanceTask;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ScheduledReconcile;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CronConfigsTest {
    private static final Path SHIPPED = Path.of("..", MaintenanceSettings.FOLDER);
    private static final Map<String, String> PROJECT = Map.of(
            "events.datasource",
            "SCHEMA >\n    t DateTime `json:$.t`, x Int32 `json:$.x`\nENGINE MergeTree\nENGINE_SORTING_KEY t\n",
            "totals.datasource",
            "SCHEMA >\n    t DateTime, n Int64\nENGINE MergeTree\nENGINE_SORTING_KEY t\n",
            "daily.pipe",
            copy("SELECT now() AS t, sum(x) AS n FROM events", "COPY_SCHEDULE 0 3 * * *\n"),
            "hourly.pipe",
            copy(
                    "%SELECT now() AS t, sum(x) AS n FROM events WHERE t >= {{DateTime(from)}} AND t < {{DateTime(to)}}"
                            + " AND x > {{Int32(least, 0)}}",
                    ""),
            "weekly.pipe",
            copy("SELECT now() AS t, count() AS n FROM events", ""),
            "connections/shop.connection",
            "TYPE postgres\nPOSTGRES_HOST localhost\nPOSTGRES_PORT 5432\nPOSTGRES_DATABASE a\nPOSTGRES_USERNAME u\n",
            "reconcile/people.yaml",
            "connection: shop\ntable: people\nid: x\ntime: t\ndatasource: events\n");

    @Test
    void whatIsShippedSaysTheDefaults() {
        assertThat(MaintenanceTask.labels()).allMatch(label -> Files.exists(SHIPPED.resolve(label + ".yaml")));
        CronConfigs shipped = read(Map.of(), new CronConfigs.Place(Optional.of(SHIPPED), ""));
        assertThat(shipped.problems()).isEmpty();
        assertThat(shipped.maintenance()).isEqualTo(MaintenanceSettings.defaults());
        assertThat(line(shipped, "compact")).isEqualTo("*/5 * * * *");
        assertThat(line(shipped, "daily")).isEqualTo("0 3 * * *");
        assertThat(schedule(shipped, "daily").manner()).isEqualTo(Manner.ONCE);
        assertThat(schedule(shipped, "trim").manner()).isEqualTo(Manner.SKIP);
    }

    @Test
    void everyKeyIsRead() {
        CronConfigs read = read(Map.of("copies.yaml", """
                hourly:
                  schedule: "0 * * * *"
                  zone: Europe/Berlin
                  misfire: all
                  catch-up: 48
                  jitter: 30s
                  time-limit: 10m
                  retries: 3
                  retry-delay: 1m
                  alert:
                    webhook: "https://example.com/{{ tb_secret('hook') }}"
                    on: [failed, late]
                    late-after: 15m
                  params: {from: "{previous}", to: "{firing}", least: 5}
                big:
                  pipe: hourly
                  schedule: "30 * * * *"
                  params:
                    from: "{firing:date} 00:00:00"
                    to: "{firing}"
                    least: 1000
                weekly:
                  after: [hourly, big]
                daily:
                  after: hourly
                """));
        assertThat(read.problems())
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("'weekly' runs after what begins at times of its own in big and hourly");
        Schedule hourly = schedule(read, "hourly");
        assertThat(hourly.manner())
                .isEqualTo(new Manner(
                        Misfire.ALL, 48, Duration.ofSeconds(30), Duration.ofMinutes(10), 3, Duration.ofMinutes(1)));
        assertThat(hourly.alert().webhook()).isEqualTo("https://example.com/secret-hook");
        assertThat(hourly.alert().on()).containsExactlyInAnyOrder(Event.FAILED, Event.LATE);
        assertThat(hourly.alert().lateAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(hourly.line().map(CronLine::whole)).contains("CRON_TZ=Europe/Berlin 0 * * * *");
        assertThat(schedule(read, "big").runs()).isEqualTo("hourly");
        assertThat(schedule(read, "daily").after()).containsExactly("copy/hourly");
        assertThat(schedule(read, "daily").line())
                .as("after takes the place of the pipe's line")
                .isEmpty();
        FiringText texts = new FiringText(
                Instant.parse("2026-03-04T23:30:00Z"),
                Instant.parse("2026-03-04T22:30:00Z"),
                hourly.line().orElseThrow().zone());
        assertThat(texts.of(Map.of("a", "{previous}", "b", "{firing:date}", "c", "x{firing:HHmm}{firing:unix}")))
                .isEqualTo(Map.of("a", "2026-03-04 22:30:00", "b", "2026-03-05", "c", "x00301772667000"));
    }

    @Test
    void anEnvironmentsFilesLieOverTheOthers() {
        Map<String, String> files = Map.of(
                "defaults.yaml", "alert.webhook: http://127.0.0.1:{{ tb_secret('port', 9) }}/all\nretries: 2\n",
                "copies.yaml", "daily:\n  retries: 1\nweekly:\n  schedule: \"@weekly\"\n  environments: staging\n",
                "copies.production.yaml", "daily:\n  schedule: \"0 5 * * *\"\n",
                "compact.production.yaml", "schedule: off\nmin-files: 9\n");
        CronConfigs plain = read(files);
        CronConfigs production = read(files, new CronConfigs.Place(Optional.of(SHIPPED), "production"));
        assertThat(plain.problems()).isEmpty();
        assertThat(production.problems()).isEmpty();
        assertThat(line(plain, "daily")).isEqualTo("0 3 * * *");
        assertThat(line(production, "daily")).isEqualTo("0 5 * * *");
        assertThat(schedule(production, "daily").manner().retries()).isEqualTo(1);
        assertThat(schedule(production, "trim").manner().retries()).isEqualTo(2);
        assertThat(schedule(production, "trim").alert().tells(Event.MISSED)).isTrue();
        assertThat(schedule(production, "compact").line()).isEmpty();
        assertThat(production.maintenance().policy().minFiles()).isEqualTo(9);
        assertThat(schedule(production, "weekly").fires()).isFalse();
        assertThat(read(files, new CronConfigs.Place(Optional.empty(), "prodution"))
                        .problems())
                .extracting(Problem::message)
                .anyMatch(text -> text.contains("Did you mean 'production'?"));
    }

    @Test
    void whatIsWrongIsSaidWithItsPlace() {
        CronConfigs read = read(Map.of(
                "copies.yaml", """
                dayly:
                  schedule: off
                daily:
                  schedul: off
                  misfire: alll
                  jitter: 5 bananas
                  retries: many
                  zone: Europe/Berlinn
                  alert.webhook: ftp://example.com
                hourly:
                  schedule: "0 0 30 2 *"
                  params:
                    form: 1
                    to: "{firring}"
                weekly:
                  schedule: "0 25 * * *"
                  after: dailly
                other:
                  pipe: hourli
                """,
                "compact.yaml", "min-file: 3\ntarget-size: 12\n",
                "expires.yaml", ""));
        assertThat(read.problems())
                .extracting(Problem::toString)
                .anySatisfy(
                        text -> assertThat(text)
                                .contains(
                                        "cron-configs/copies.yaml:2: error: there is no copy pipe 'dayly'. Did you mean 'daily'?"))
                .anySatisfy(text -> assertThat(text)
                        .contains("copies.yaml:4: error: unknown key 'schedul'. Did you mean 'schedule'?"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:5:").contains("Did you mean 'all'?"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:6:").contains("a duration such as"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:7:").contains("a number from 0 to 100"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:8: error: 'Europe/Berlinn' is no time zone"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:9:").contains("http://"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:11:").contains("it never fires"))
                .anySatisfy(
                        text -> assertThat(text)
                                .contains(
                                        "copies.yaml:13: error: The copy 'hourly' has no parameter 'form'. Did you mean 'from'?"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:14:").contains("Did you mean 'firing'"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:16:").contains("is not between 0 and 23"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:17:").contains("Did you mean 'daily'?"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:17:").contains("say one of them"))
                .anySatisfy(text -> assertThat(text).contains("copies.yaml:19:").contains("Did you mean 'hourly'?"))
                .anySatisfy(text -> assertThat(text)
                        .contains("compact.yaml:1: error: unknown key 'min-file'. Did you mean 'min-files'?"))
                .anySatisfy(text -> assertThat(text).contains("compact.yaml:2: error: 'target-size' is '12'"))
                .anySatisfy(
                        text -> assertThat(text).contains("expires.yaml:1:").contains("Did you mean 'expire.yaml'?"));
        assertThatThrownBy(read::orThrow).hasMessageContaining("copies.yaml:4");
        assertThat(schedule(read, "daily")).as("the rest counts").isNotNull();
    }

    @Test
    void comparisonsWithDatabasesHaveTheirFile() {
        CronConfigs read = read(Map.of(
                "copies.yaml", "weekly:\n  after: nightly\n",
                "reconcile.yaml", """
                        people:
                          schedule: "*/10 * * * *"
                          params: {lookback: 2h, dry_run: true}
                        nightly:
                          definition: people
                          schedule: "0 2 * * *"
                          params: {lookback: 31d, both_ways: true, max_missing: 5}
                        """));
        assertThat(read.problems()).isEmpty();
        assertThat(schedule(read, "people").kind()).isEqualTo(ScheduleKind.RECONCILE);
        assertThat(schedule(read, "nightly").runs()).isEqualTo("people");
        assertThat(schedule(read, "weekly").after()).containsExactly("reconcile/nightly");
        Instant firing = Instant.parse("2026-03-04T02:00:00Z");
        ReconcileRequest request = ScheduledReconcile.request(
                "people", schedule(read, "people").parameters(), firing, firing.minusSeconds(600));
        assertThat(request.repair()).isEqualTo(ReconcileRequest.Repair.NOTHING);
        assertThat(request.toMicros() - request.fromMicros()).isEqualTo((2 * 3600 + 600) * 1_000_000L);

        assertThat(read(Map.of("reconcile.yaml", """
                        poeple: {schedule: off}
                        daily:
                          definition: people
                          schedule: "0 2 * * *"
                          params: {lookback: long, dry_run: yess, both_way: true, max_missing: few}
                        """)).problems())
                .extracting(Problem::toString)
                .anySatisfy(text -> assertThat(text)
                        .contains("reconcile.yaml:1: error: there is no definition of a reconciliation 'poeple'."
                                + " Did you mean 'people'?"))
                .anySatisfy(text ->
                        assertThat(text).contains("reconcile.yaml:4: error: there is a schedule of kind copy with"))
                .anySatisfy(text -> assertThat(text).contains("'lookback' is 'long'"))
                .anySatisfy(text -> assertThat(text).contains("'dry_run' is 'yess'"))
                .anySatisfy(text -> assertThat(text).contains("'max_missing' is 'few'"))
                .anySatisfy(text -> assertThat(text).contains("no parameter 'both_way'. Did you mean 'both_ways'?"));
    }

    @Test
    void circlesAndParametersThatMakeNoQueryAreRefused() {
        CronConfigs circle = read(Map.of("copies.yaml", """
                daily: {after: hourly}
                hourly: {after: weekly}
                weekly: {after: daily}
                """));
        assertThat(circle.problems())
                .extracting(Problem::message)
                .anyMatch(text ->
                        text.contains("'daily' runs after itself: daily after hourly after weekly after daily"));
        CronConfigs parameters = read(Map.of(
                "copies.yaml",
                "hourly:\n  schedule: \"@hourly\"\n  params: {from: x, to: \"{firing}\", least: many}\n"));
        assertThat(parameters.problems())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains("copies.yaml:3: error: with these parameters the copy 'hourly' cannot run");
        CronConfigs never = read(Map.of("copies.yaml", "daily: {after: weekly}\n"));
        assertThat(never.problems())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains("warning: 'daily' never runs by itself, since 'weekly' has no schedule");
        assertThat(read(Map.of("copies.yaml", "daily:\n - a: 1\n  b\n")).problems())
                .isNotEmpty();
    }

    private static CronConfigs read(Map<String, String> files) {
        return read(files, CronConfigs.Place.NONE);
    }

    private static CronConfigs read(Map<String, String> files, CronConfigs.Place place) {
        Map<String, String> texts = new TreeMap<>(PROJECT);
        files.forEach((name, text) -> texts.put("cron-configs/" + name, text));
        ProjectCompiler.Compilation compiled =
                new ProjectCompiler().compile(ProjectFiles.of(texts).with(Variables.of(Map.of("hook", "secret-hook"))));
        Plan plan = compiled.plan().orElseThrow(() -> new AssertionError(compiled.problems()));
        return CronConfigs.read(plan, place);
    }

    private static String line(CronConfigs configs, String name) {
        return schedule(configs, name).line().orElseThrow().whole();
    }

    private static Schedule schedule(CronConfigs configs, String name) {
        List<Schedule> found = configs.schedules().stream()
                .filter(schedule -> schedule.name().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static String copy(String sql, String schedule) {
        return "NODE n\nSQL >\n    " + sql + "\nTYPE COPY\nTARGET_DATASOURCE totals\nCOPY_MODE append\n" + schedule;
    }
}
