package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.project.Plan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@code pipit dev} runs, in this process: one of its own takes as long to start as most tests take. It does not follow the files.
 */
public final class LocalStack {
    private LocalStack() {}

    /** Starts the project of a folder, with its {@code pipit.yaml} and settings over it, on a free port; returns when it is ready. */
    public static EmbeddedStack start(Path project, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("server.port", "0");
        PipitConfig config = ConfigReader.read(project, Map.of(), all);
        StateFolder state = StateFolder.open(project.resolve(".pipit"));
        Plan plan = new ProjectCompile().plan(new ProjectFolder(project).read());
        EmbeddedStack stack = EmbeddedStack.start(
                config, state, plan, new Progress(new PrintWriter(new StringWriter())), StackHooks.NONE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!stack.health().obstacles().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(stack.health().obstacles()).isEmpty();
        return stack;
    }
}
