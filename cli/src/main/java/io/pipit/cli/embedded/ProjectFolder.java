package io.pipit.cli.embedded;

import io.pipit.cli.workspace.FixtureFolder;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFolder.Scan;
import io.pipit.core.project.system.SystemTables;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a project that a stack runs. */
public final class ProjectFolder {
    private final Path root;

    /**
     * A project.
     *
     * @throws PipitException {@code INVALID_PROJECT} when it is no folder
     */
    public ProjectFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(this.root)) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "There is no project folder " + this.root + ". Name a folder with .datasource and .pipe files.");
        }
    }

    /** The folder. */
    public Path root() {
        return root;
    }

    /**
     * The texts as they are now with the stack's own, and what is wrong with those that cannot be read.
     *
     * @throws PipitException {@code INVALID_PROJECT} when there are none
     */
    public Scan read() {
        Scan scan = io.pipit.core.project.ProjectFolder.scan(root);
        return new Scan(SystemTables.in(scan.files()), scan.problems());
    }

    /**
     * Runs {@code onChange}, on a thread of its own, whenever a file that may change the project, or a fixture, has changed, until it is
     * closed.
     */
    public FolderWatch watch(Runnable onChange) {
        FixtureFolder fixtures = new FixtureFolder(root);
        return FolderWatch.start(
                root, file -> io.pipit.core.project.ProjectFolder.watched(file) || fixtures.holds(file), onChange);
    }
}
