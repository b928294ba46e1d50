package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.core.project.Lineage;
import io.pipit.core.project.ProjectFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit lineage}. */
@Command(
        name = "lineage",
        description = {
            "Shows which data sources and pipes feed which, told from the files alone.",
            "A project with errors is shown as far as it can be told; what is missing or runs in a circle is named."
        },
        footer = {
            "",
            "Examples:",
            "  pipit lineage shop",
            "  pipit lineage shop --format mermaid > lineage.mmd",
            "  pipit lineage shop --json"
        })
final class LineageCommand extends BaseCommand {
    /** How the graph is printed. */
    enum Format {
        TEXT,
        MERMAID,
        JSON
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Project folder (default: that of --project).")
    private Path folder;

    @Option(
            names = "--format",
            paramLabel = "text|mermaid|json",
            defaultValue = "text",
            description = "Form of the graph (default: text).")
    private Format format;

    @Override
    public Integer call() {
        ProjectFolder.Scan scan = ProjectFolder.scan(folder == null ? target().project() : folder);
        Lineage lineage = Lineage.of(scan.files());
        Format wanted = output().json() ? Format.JSON : format;
        out().print(
                        switch (wanted) {
                            case TEXT -> lineage.toText();
                            case MERMAID -> lineage.toMermaid();
                            case JSON -> Json.text(body(lineage)) + "\n";
                        });
        out().flush();
        if (wanted != Format.JSON) {
            lineage.remarks().forEach(err()::println);
            err().flush();
        }
        return 0;
    }

    private static Map<String, Object> body(Lineage lineage) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        lineage.nodes()
                .forEach(n -> nodes.add(
                        object("name", n.name(), "kind", n.kind().name().toLowerCase(Locale.ROOT))));
        List<Map<String, Object>> edges = new ArrayList<>();
        lineage.edges().forEach(e -> edges.add(object("from", e.from(), "to", e.to())));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("nodes", nodes);
        body.put("edges", edges);
        body.put("remarks", lineage.remarks());
        return body;
    }

    private static Map<String, Object> object(String key, String value, String otherKey, String otherValue) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(key, value);
        object.put(otherKey, otherValue);
        return object;
    }
}
