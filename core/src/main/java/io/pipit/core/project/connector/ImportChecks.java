package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.table.ProblemSink;
import java.util.List;
import java.util.Optional;

/** Checks what a data source says about where its rows are fetched from. */
public final class ImportChecks {
    private static final List<String> SERVICES = List.of(
            "kafka",
            "s3",
            "s3_iamrole",
            "gcs",
            "gcs_hmac",
            "gcs_service_account",
            "dynamodb",
            "bigquery",
            "snowflake",
            "postgres",
            "mysql");

    private final Datafile file;
    private final Values values;

    private ImportChecks(Datafile file, ProblemSink problems) {
        this.file = file;
        this.values = new Values(file.head(), problems);
    }

    /** Notes what is wrong, and that rows of imports are not fetched yet. */
    public static void check(Datafile file, ProblemSink problems) {
        new ImportChecks(file, problems).run();
    }

    private void run() {
        Optional<Directive> kafka = first("KAFKA_");
        Optional<Directive> imported = first("IMPORT_");
        if (kafka.isPresent() && imported.isPresent()) {
            values.error(
                    imported.get().line(),
                    ErrorCode.FILE_SYNTAX,
                    "The data source '" + file.name() + "' has settings of Kafka ("
                            + kafka.get().name() + ") and of an " + "import ("
                            + imported.get().name() + "); rows come from one of them, so make two data sources.");
        }
        kafka.ifPresent(k -> kafka());
        imported.ifPresent(i -> imported());
        imported.ifPresent(d -> values.warning(
                d.line(),
                "Rows are not fetched by imports yet; the data source '" + file.name()
                        + "' takes what is sent to it."));
    }

    private void kafka() {
        String owner = "A data source that reads Kafka";
        if (!values.has("KAFKA_CONNECTION_NAME")) {
            values.needed("KAFKA_BOOTSTRAP_SERVERS", owner, "localhost:9092, or KAFKA_CONNECTION_NAME");
        }
        values.needed("KAFKA_TOPIC", owner, "events");
        values.oneOf("KAFKA_AUTO_OFFSET_RESET", List.of("earliest", "latest"));
        values.oneOf("KAFKA_KEY_FORMAT", KafkaChecks.FORMATS);
        values.oneOf("KAFKA_VALUE_FORMAT", KafkaChecks.FORMATS);
        values.trueOrFalse("KAFKA_STORE_RAW_VALUE");
        values.trueOrFalse("KAFKA_STORE_HEADERS");
        values.trueOrFalse("KAFKA_STORE_BINARY_HEADERS");
    }

    private void imported() {
        values.oneOf("IMPORT_SERVICE", SERVICES);
        values.oneOf("IMPORT_STRATEGY", List.of("append", "replace"));
        values.schedule("IMPORT_SCHEDULE", List.of("@auto", "@once", "@on-demand"));
    }

    private Optional<Directive> first(String family) {
        return file.head().directives().stream()
                .filter(d -> d.name().startsWith(family))
                .findFirst();
    }
}
