package io.pipit.core.project.compile;

import io.pipit.core.access.Scope;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.connector.KafkaSources;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import io.pipit.core.project.token.DeclaredTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Predicate;

/** What a project that compiles says of where its rows are fetched from. */
public final class ProjectSources {
    private ProjectSources() {}

    /** The topics of its data sources, with the secrets that came with its files. */
    public static KafkaSources kafka(ProjectFiles files) {
        return KafkaSources.of(parsed(files, kind -> kind != DatafileKind.PIPE), files.variables());
    }

    /** The tokens that its pipes and data sources declare. */
    public static SortedMap<String, SortedSet<Scope>> tokens(ProjectFiles files) {
        return DeclaredTokens.of(parsed(files, kind -> kind == DatafileKind.PIPE || kind == DatafileKind.DATA_SOURCE));
    }

    private static List<Datafile> parsed(ProjectFiles files, Predicate<DatafileKind> wanted) {
        List<Datafile> parsed = new ArrayList<>();
        Includes.of(files)
                .texts()
                .forEach((path, text) -> DatafileKind.of(path)
                        .filter(wanted)
                        .ifPresent(kind -> parsed.add(
                                DatafileParser.parse(kind, path, text).file())));
        return parsed;
    }
}
