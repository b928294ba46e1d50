package io.pipit.cli.embedded;

import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.project.Plan;
import io.pipit.jobs.schedule.config.CronConfigs;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The stack of {@code pipit dev} with hooks in it, and an agent that takes commands: the process under attack. Arguments: project
 * folder, the address of the broker, which is a process of its own, and port. The agent's port stands in {@code agent.port} of the folder once everything has started.
 */
public final class AttackedMain {
    private AttackedMain() {}

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        Path project = Path.of(arguments[0]);
        Path agentPort = project.resolve("agent.port");
        Files.deleteIfExists(agentPort);
        PipitConfig config = ConfigReader.read(project, Map.of(), Map.of("server.port", arguments[2]));
        StateFolder state = StateFolder.open(project.resolve(config.state().folder()));
        ProcessFolders.use(state);
        Plan plan = new ProjectCompile().plan(new ProjectFolder(project).read());
        StackHooks hooks = new StackHooks(
                Faults.CLOCK,
                FaultyCatalog.class.getName(),
                FaultyLog::new,
                new FaultySpeed(),
                Optional.of(arguments[1]));
        Progress progress = new Progress(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        EmbeddedStack stack = EmbeddedStack.start(config, CronConfigs.Place.NONE, state, plan, progress, hooks);
        Agent agent = Agent.start(stack);
        Path written = Files.writeString(project.resolve("agent.port.new"), Integer.toString(agent.port()));
        Files.move(written, agentPort, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        progress.say("Up after " + progress.seconds() + " s");
        Thread.currentThread().join();
    }
}
