package io.pipit.cli.metrics;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pipit.cli.server.Health;
import io.pipit.cli.server.Routes;
import io.pipit.intake.http.IntakeObserver;
import io.pipit.intake.kafka.FeederStatus;
import io.pipit.jobs.schedule.firing.Standing;
import io.pipit.serving.ServingStatus;
import io.pipit.serving.http.RequestObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** {@code GET /metrics}, in Prometheus' text format. Thread-safe. */
public final class Metrics implements Routes, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Runnable> looks = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> bound = new ArrayList<>();
    private final RequestMeters requests;
    private final StackMeters stack;

    /**
     * Of a stack.
     *
     * @param questions is told of questions too
     * @param events is told of events too
     */
    public Metrics(Health health, Supplier<ServingStatus> serving, RequestObserver questions, IntakeObserver events) {
        requests = new RequestMeters(registry, questions, events);
        stack = new StackMeters(registry, health, serving);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        JvmGcMetrics collections = new JvmGcMetrics();
        collections.bindTo(registry);
        bound.add(collections);
    }

    /** Of a number that grows or falls. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Of the topics that are read. */
    public void topics(Supplier<List<FeederStatus>> feeders) {
        looks.add(new TopicMeters(registry, feeders)::look);
    }

    /** Of the speed job, as often as it was submitted. */
    public void submissions(Supplier<Number> times) {
        gauge(
                "pipit.speed.submissions",
                "How often the speed job was submitted: more than once since the start or a deployment means that it failed.",
                times);
    }

    /** Of the speed job, as often as it failed and began again by itself. */
    public void restarts(Supplier<Number> times) {
        gauge(
                "pipit.speed.restarts",
                "How often the speed job was seen to fail and begin again by itself: views stand still while it does.",
                times);
    }

    /** Of the schedules that this process fires. */
    public void schedules(Supplier<List<Standing>> schedules) {
        looks.add(new ScheduleMeters(registry, schedules)::look);
    }

    /** What has to hear of questions. */
    public RequestObserver questions() {
        return requests;
    }

    /** What has to hear of events. */
    public IntakeObserver events() {
        return requests;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/metrics", context -> {
            stack.look();
            looks.forEach(Runnable::run);
            context.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
        });
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : bound) {
            each.close();
        }
        registry.close();
    }
}
