package io.pipit.cli.embedded;

import io.pipit.cli.workspace.CronCheck;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ProjectFolder.Scan;
import io.pipit.core.project.Variables;
import io.pipit.core.project.system.SystemTables;
import io.pipit.jobs.deploy.FolderDigest;
import io.pipit.jobs.schedule.config.CronConfigs;
import io.pipit.jobs.store.JobsDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a {@code schedule} process of an installation brings along: a folder with a first version, and files of schedules. */
final class RoleLeader implements RoleProcess.Leading {
    private final Path project;
    private final CronConfigs.Place place;
    private final StateFolder state;
    private final Progress progress;
    private final ClassArchive archive;

    RoleLeader(StackOptions options, StateFolder state, Progress progress, ClassArchive archive) {
        this.project = options.project().toAbsolutePath().normalize();
        this.place = CronCheck.place(options.environment());
        this.state = state;
        this.progress = progress;
        this.archive = archive;
    }

    /** The folder's files are the first version where the installation has none. */
    @Override
    public EmbeddedStack start(PipitConfig config, OtherProcesses others) {
        Plan plan = new ProjectCompile().plan(folder());
        CronConfigs.read(plan, place).orThrow();
        EmbeddedStack stack = EmbeddedStack.start(
                config,
                place,
                StateFolder.open(state.path().resolve("lead")),
                plan,
                progress,
                StackHooks.NONE,
                Optional.of(others));
        archive.makeLater();
        return stack;
    }

    @Override
    public List<String> differences(Plan live, JobsDatabase database) {
        List<String> found = new ArrayList<>();
        ScheduleSource.said(ScheduleSource.differences(live, place, database)).ifPresent(found::add);
        Scan folder = folder();
        boolean same = FolderDigest.of(folder.files().with(Variables.NONE))
                .equals(FolderDigest.of(live.files().with(Variables.NONE)));
        if (hasDatafiles() && !same) {
            found.add(
                    "The folder " + project + " holds another version of the project than what is deployed, and is not"
                            + " used. Deploy it with 'pipit deploy', or start this process in a folder without datafiles.");
        }
        return found;
    }

    /** A folder without datafiles is an empty project: what runs is what was deployed. */
    Scan folder() {
        if (hasDatafiles()) {
            return new ProjectFolder(project).read();
        }
        return new Scan(SystemTables.in(ProjectFiles.of(Map.of())), List.of());
    }

    private boolean hasDatafiles() {
        if (!Files.isDirectory(project)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(project, 4)) {
            return files.anyMatch(io.pipit.core.project.ProjectFolder::datafile);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
