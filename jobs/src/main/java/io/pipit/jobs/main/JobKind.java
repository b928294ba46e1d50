package io.pipit.jobs.main;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.main.JobOption.Need;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The jobs that can be submitted, with their options. */
enum JobKind {
    SPEED(
            "SpeedJobMain",
            "Runs the speed job of a project. It goes on from what the tables cover.",
            new JobOption(
                    "--replace", "", Need.MAYBE, "Ends the speed job that runs now, whose place this one takes.")),
    COPY(
            "CopyJobMain",
            "Runs a copy once, at an edge of the speed job of the same cluster.",
            new JobOption("--pipe", "NAME", Need.ONCE, "The copy pipe."),
            new JobOption("--mode", "MODE", Need.MAYBE, "append or replace, instead of the pipe's own."),
            new JobOption("--run-key", "KEY", Need.MAYBE, "Counts the run once under this key."),
            new JobOption("--param", "NAME=VALUE", Need.ANY, "A parameter of the pipe."),
            new JobOption(
                    "--allow-overlap",
                    "",
                    Need.MAYBE,
                    "Runs also where rows are added that an earlier run with other parameters has added.")),
    POPULATE(
            "PopulateJobMain",
            "Makes the rows of a view once more from history, and starts the speed job again.",
            new JobOption("--view", "NAME", Need.ONCE, "The view, its pipe, or the data source that it writes to.")),
    COMPACT(
            "CompactJobMain",
            "Makes few files of many.",
            new JobOption("--table", "NAME", Need.ANY, "Only this table; all without it."),
            new JobOption("--min-files", "NUMBER", Need.MAYBE, "So many files of one size become one (default: 4).")),
    DELETE(
            "DeleteJobMain",
            "Deletes rows of a table that were acknowledged before now.",
            new JobOption("--table", "NAME", Need.ONCE, "The data source."),
            new JobOption("--condition", "SQL", Need.ONCE, "Which rows."),
            new JobOption("--cascade", "", Need.MAYBE, "Views on the table follow.")),
    RECONCILE(
            "ReconcileJobMain",
            "Compares a data source with the database's table that its events come from; a server of the installation puts in what is missing.",
            new JobOption("--name", "NAME", Need.ONCE, "The definition, reconcile/NAME.yaml."),
            new JobOption("--start", "TIME", Need.ONCE, "The first moment of the range, in ISO 8601 with its zone."),
            new JobOption("--end", "TIME", Need.ONCE, "The moment after the last."),
            new JobOption("--dry-run", "", Need.MAYBE, "Only says what is missing; else --server is needed."),
            new JobOption("--server", "URL", Need.MAYBE, "The server that puts in what is missing."),
            new JobOption(
                    "--both-ways",
                    "",
                    Need.MAYBE,
                    "Also looks for rows that are not in the database, are shown more than once or have other contents."),
            new JobOption(
                    "--max-missing",
                    "NUMBER",
                    Need.MAYBE,
                    "Puts nothing in when more rows are missing (default: 100000)."));

    private final String mainClass;
    private final String what;
    private final List<JobOption> options;

    JobKind(String mainClass, String what, JobOption... own) {
        this.mainClass = mainClass;
        this.what = what;
        List<JobOption> all = new ArrayList<>(common());
        all.addAll(Arrays.asList(own));
        this.options = List.copyOf(all);
    }

    private static List<JobOption> common() {
        return List.of(
                new JobOption("--project", "DIR", Need.ONCE, "Folder with the datafiles."),
                new JobOption("--config", "DIR", Need.MAYBE, "Folder with pipit.yaml (default: that of the project)."),
                new JobOption("--set", "KEY=VALUE", Need.ANY, "A key of the configuration."));
    }

    /** The job of this name. */
    static JobKind of(String name) {
        List<String> names = Arrays.stream(values()).map(kind -> kind.label()).toList();
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_CONFIG,
                        "There is no job '" + name + "'." + NearestName.hint(name, names) + " There are "
                                + String.join(", ", names) + "."));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those that other jobs do not have. */
    List<JobOption> own() {
        return options.subList(common().size(), options.size());
    }

    List<JobOption> options() {
        return options;
    }

    /** What {@code --help} says. */
    String help() {
        StringBuilder out = new StringBuilder(what)
                .append("\n\n  flink run -c io.pipit.jobs.main.")
                .append(mainClass)
                .append(" pipit-job.jar");
        options.stream()
                .filter(option -> option.need() == Need.ONCE)
                .forEach(option ->
                        out.append(' ').append(option.name()).append(' ').append(option.label()));
        out.append(" [OPTIONS]\n\n");
        for (JobOption option : options) {
            String left = option.name() + " " + option.label();
            out.append(String.format(Locale.ROOT, "  %-24s %s", left, option.help()))
                    .append(option.need() == Need.ANY ? " Repeatable.\n" : "\n");
        }
        return out.toString();
    }
}
