package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.table.ProblemSink;
import java.util.List;

/** Checks what a sink node says about where its rows go. */
public final class SinkChecks {
    private SinkChecks() {}

    /** Notes what is wrong. */
    public static void check(Section section, ProblemSink problems) {
        Values values = new Values(section, problems);
        values.needed("EXPORT_CONNECTION_NAME", "A sink", "my_connection");
        boolean kafka = values.has("EXPORT_KAFKA_TOPIC");
        boolean bucket = values.has("EXPORT_BUCKET_URI");
        if (kafka && (bucket || values.has("EXPORT_FILE_TEMPLATE"))) {
            values.error(
                    values.find("EXPORT_KAFKA_TOPIC").orElseThrow().line(),
                    ErrorCode.FILE_SYNTAX,
                    "The sink '" + section.name() + "' names a topic and a bucket; it writes to one of them.");
        }
        values.schedule("EXPORT_SCHEDULE", List.of("@on-demand", "@once"));
        values.oneOf("EXPORT_FORMAT", List.of("csv", "ndjson", "json", "parquet"));
        values.oneOf(
                "EXPORT_COMPRESSION",
                List.of(
                        "none", "gzip", "gz", "snappy", "zstd", "br", "deflate", "lz4", "xz", "lzo", "brotli",
                        "lz4_raw", "auto", "bz2"));
        List<String> strategies = List.of("@new", "new", "create_new", "append", "replace", "truncate", "@replace");
        values.oneOf("EXPORT_STRATEGY", strategies);
        values.oneOf("EXPORT_WRITE_STRATEGY", strategies);
        values.oneOf("EXPORT_SERVICE", List.of("kafka", "s3", "gcs", "gcs_service_account", "s3_iamrole", "gcs_hmac"));
    }
}
