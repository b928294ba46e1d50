package io.pipit.core.project.compile;

import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.connector.KafkaSources;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import java.util.ArrayList;
import java.util.List;

/** What a project that compiles says of where its rows are fetched from. */
public final class ProjectSources {
    private ProjectSources() {}

    /** The topics of its data sources, with the secrets that came with its files. */
    public static KafkaSources kafka(ProjectFiles files) {
        List<Datafile> parsed = new ArrayList<>();
        Includes.of(files)
                .texts()
                .forEach((path, text) -> DatafileKind.of(path)
                        .filter(kind -> kind != DatafileKind.PIPE)
                        .ifPresent(kind -> parsed.add(
                                DatafileParser.parse(kind, path, text).file())));
        return KafkaSources.of(parsed, files.variables());
    }
}
