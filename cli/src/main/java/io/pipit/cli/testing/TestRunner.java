package io.pipit.cli.testing;

import io.pipit.cli.workspace.Fixture;
import io.pipit.cli.workspace.FixtureFolder;
import io.pipit.cli.workspace.LocalSession;
import io.pipit.cli.workspace.LocalWorkspace;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.template.TemplateVariables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Runs tests: those with the same fixtures in one workspace, by several threads. */
final class TestRunner {
    private final TestProject project;
    private final Plan plan;
    private final Instant now;
    private final Consumer<String> notes;

    /**
     * A runner.
     *
     * @param now what {@code now()} is in fixtures, and in tests that say nothing else
     * @param notes is told what else is worth a look
     */
    TestRunner(TestProject project, Plan plan, Instant now, Consumer<String> notes) {
        this.project = project;
        this.plan = plan;
        this.now = now;
        this.notes = notes;
    }

    /** Runs all, and returns the outcomes in the order of the tests. */
    List<TestOutcome> run(List<TestCase> tests) {
        Map<String, Fixture> shared = shared();
        Map<List<Fixture>, List<TestCase>> groups = new LinkedHashMap<>();
        Map<TestCase, TestOutcome> outcomes = new ConcurrentHashMap<>();
        for (TestCase test : tests) {
            groups.computeIfAbsent(project.fixturesOf(test, shared), f -> new ArrayList<>())
                    .add(test);
        }
        groups.forEach((fixtures, group) -> run(fixtures, group, outcomes));
        return tests.stream().map(outcomes::get).toList();
    }

    private Map<String, Fixture> shared() {
        Map<String, Fixture> shared = new LinkedHashMap<>(project.fixtures());
        for (Fixture strange :
                FixtureFolder.strange(shared.values(), plan.tables().keySet())) {
            notes.accept(strange.origin() + ": there is no data source '" + strange.dataSource()
                    + "', so nothing is loaded from it."
                    + io.pipit.core.error.NearestName.hint(
                            strange.dataSource(), plan.tables().keySet()));
            shared.remove(strange.dataSource());
        }
        return shared;
    }

    private void run(List<Fixture> fixtures, List<TestCase> group, Map<TestCase, TestOutcome> outcomes) {
        try (LocalWorkspace workspace = LocalWorkspace.open(plan, TemplateVariables.NONE, fixtures, now)) {
            workspace.notes().forEach(notes);
            Queue<TestCase> queue = new ConcurrentLinkedQueue<>(group);
            List<Thread> threads = new ArrayList<>();
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < Math.min(LocalWorkspace.threads(), group.size()); i++) {
                Thread thread = new Thread(() -> work(workspace, queue, outcomes), "pipit-test-" + i);
                thread.setUncaughtExceptionHandler((t, failure) -> failures.add(failure));
                thread.start();
                threads.add(thread);
            }
            join(threads);
            if (!failures.isEmpty()) {
                throw new IllegalStateException("A test thread failed", failures.peek());
            }
        } catch (PipitException e) {
            // The fixtures of this group are at fault; other groups run.
            group.forEach(test -> outcomes.putIfAbsent(
                    test, new TestOutcome(test, List.of(e.getMessage()), 0, java.util.Optional.empty())));
        }
    }

    private void work(LocalWorkspace workspace, Queue<TestCase> queue, Map<TestCase, TestOutcome> outcomes) {
        try (LocalSession session = workspace.session()) {
            CaseRunner runner = new CaseRunner(session, now);
            for (TestCase test = queue.poll(); test != null; test = queue.poll()) {
                outcomes.put(test, runner.run(test));
            }
        }
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
