package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.table.ProblemSink;
import java.util.List;
import java.util.Locale;

/** Checks a {@code .connection} file. */
public final class ConnectionReader {
    private static final List<String> TYPES = List.of(
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
            "mysql",
            "jdbc");

    private ConnectionReader() {}

    /** Notes what is wrong. */
    public static void check(Datafile file, ProblemSink problems) {
        Values values = new Values(file.head(), problems);
        String type = file.head().value("TYPE").toLowerCase(Locale.ROOT);
        String owner = "The connection '" + file.name() + "'";
        if (type.isEmpty()) {
            values.error(1, ErrorCode.FILE_SYNTAX, owner + " has no TYPE; expected " + String.join(", ", TYPES) + ".");
            return;
        } else if (!TYPES.contains(type)) {
            values.error(
                    file.head().find("TYPE").orElseThrow().line(),
                    ErrorCode.FILE_SYNTAX,
                    "TYPE '" + file.head().value("TYPE") + "' is not known; expected " + String.join(", ", TYPES) + "."
                            + NearestName.hint(type, TYPES));
            return;
        }
        switch (type) {
            case "kafka" -> kafka(values, owner);
            case "s3", "s3_iamrole", "dynamodb" -> aws(values, owner);
            case "gcs", "gcs_hmac", "gcs_service_account" -> google(values, owner);
            case "postgres", "jdbc" -> DatabaseConnection.check(values, owner, type);
            default -> {
                /* nothing is known of their keys */
            }
        }
    }

    private static void kafka(Values values, String owner) {
        values.needed("KAFKA_BOOTSTRAP_SERVERS", owner, "localhost:9092");
        values.oneOf("KAFKA_SECURITY_PROTOCOL", List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"));
        values.oneOf("KAFKA_SASL_MECHANISM", List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"));
        values.oneOf("KAFKA_SASL_OAUTHBEARER_METHOD", List.of("AWS"));
    }

    private static void aws(Values values, String owner) {
        boolean role = values.has("S3_ARN") || values.has("DYNAMODB_ARN");
        boolean key = values.has("S3_ACCESS_KEY") && values.has("S3_SECRET");
        if (!role && !key) {
            values.error(
                    1,
                    ErrorCode.FILE_SYNTAX,
                    owner + " says neither S3_ARN (a role) nor S3_ACCESS_KEY and S3_SECRET; add one of them.");
        }
    }

    private static void google(Values values, String owner) {
        boolean account = values.has("GCS_SERVICE_ACCOUNT_CREDENTIALS_JSON");
        boolean key = values.has("GCS_HMAC_ACCESS_ID") && values.has("GCS_HMAC_SECRET");
        if (!account && !key) {
            values.error(
                    1,
                    ErrorCode.FILE_SYNTAX,
                    owner + " says neither GCS_SERVICE_ACCOUNT_CREDENTIALS_JSON nor GCS_HMAC_ACCESS_ID and "
                            + "GCS_HMAC_SECRET; add one of them.");
        }
    }
}
