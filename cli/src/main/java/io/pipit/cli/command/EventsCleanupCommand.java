package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pipit.cli.client.IdFile;
import io.pipit.cli.client.ReconcileClient;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit events cleanup}. */
@Command(
        name = "cleanup",
        description = {
            "Deletes the events of a file by their ids, puts them in anew from the database, or both.",
            "Views follow: what they have counted is what is there then."
        },
        footer = {
            "",
            "FILE holds a JSON array, {\"data\": [...]} as queries answer, or one JSON value a line; each an "
                    + "id, or a row with its id.",
            "",
            "Examples:",
            "  pipit events cleanup events.json --delete --reingest",
            "  pipit events cleanup events.json --delete --reconcile events",
            "  pipit events cleanup lost.ndjson --reingest --reconcile events --id-column event_id"
        })
final class EventsCleanupCommand extends BaseCommand {
    private static final int IDS_AT_ONCE = 20_000;

    @Spec
    private CommandSpec own;

    @Parameters(index = "0", paramLabel = "FILE", description = "Ids, or rows with their ids.")
    private Path file;

    @Option(names = "--delete", description = "Delete these events.")
    private boolean delete;

    @Option(names = "--reingest", description = "Put in those that the database has and the data source has not.")
    private boolean reingest;

    @Option(
            names = "--reconcile",
            paramLabel = "NAME",
            description = "The definition in reconcile/ (default: the only one).")
    private String definition;

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description = "Under which name rows of the file have their id.")
    private String idColumn;

    @Option(
            names = "--cascade",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Let views follow a deletion (default); with --no-cascade they keep what they have counted.")
    private boolean cascade;

    @Option(
            names = {"-y", "--yes"},
            hidden = true,
            description = "Accepted for scripts; nothing is asked.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!delete && !reingest) {
            throw new ParameterException(own.commandLine(), "Say --delete, --reingest or both.");
        }
        ReconcileClient client = new ReconcileClient(target().api());
        JsonNode known = definition(client.list().path("definitions"));
        List<String> ids = IdFile.read(file, columns(known));
        long deleted = 0;
        long putIn = 0;
        long gone = 0;
        long unfit = 0;
        ArrayNode runs = new ObjectMapper().createArrayNode();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            JsonNode run = ended(client, known, ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)));
            deleted += run.path("deleted").asLong();
            putIn += run.path("put_in").asLong();
            gone += run.path("gone").asLong();
            unfit += run.path("unfit").asLong();
            runs.add(run);
        }
        out().println(
                        output().json()
                                ? runs.toString()
                                : String.format(
                                        Locale.ROOT,
                                        "%s: %s deleted, %,d put in%s%s",
                                        Counted.grouped(ids.size(), "id"),
                                        Counted.grouped(deleted, "row"),
                                        putIn,
                                        gone > 0
                                                ? String.format(Locale.ROOT, ", %,d are not in the database", gone)
                                                : "",
                                        unfit > 0 ? String.format(Locale.ROOT, ", %,d do not fit", unfit) : ""));
        return unfit > 0 ? 1 : 0;
    }

    private JsonNode ended(ReconcileClient client, JsonNode known, List<String> ids) {
        JsonNode run = client.cleanUp(known.path("name").asText(), ids, delete, reingest, cascade);
        try (ProgressBar bar = ProgressBar.of("cleanup " + known.path("name").asText(), err())) {
            run = client.await(run, now -> bar.show(now.path("percent").asInt()));
        }
        if (!run.path("status").asText().equals("done")) {
            throw new PipitException(
                    ErrorCode.named(run.path("error_code").asText()),
                    run.path("error").asText() + " Run it again: what is done already is done once.");
        }
        return run;
    }

    private JsonNode definition(JsonNode definitions) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : definitions) {
            names.add(each.path("name").asText());
            if (each.path("name").asText().equals(definition) || definition == null && definitions.size() == 1) {
                return each;
            }
        }
        throw new PipitException(
                ErrorCode.UNKNOWN_RESOURCE,
                definition == null
                        ? (names.isEmpty()
                                ? "The project has no definition that says which data source and table belong together: write"
                                        + " reconcile/events.yaml."
                                : "Which definition? Say --reconcile with one of " + String.join(", ", names) + ".")
                        : "There is no definition '" + definition + "'." + NearestName.hint(definition, names));
    }

    private List<String> columns(JsonNode known) {
        if (idColumn != null) {
            return List.of(idColumn);
        }
        Set<String> columns = new LinkedHashSet<>();
        columns.add(known.path("id_column").asText());
        columns.add(known.path("id").asText());
        columns.add("id");
        return List.copyOf(columns);
    }
}
