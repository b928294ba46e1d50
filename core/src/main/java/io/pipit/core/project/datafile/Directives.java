package io.pipit.core.project.datafile;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The directives that are known, by kind of file. */
final class Directives {
    /** Values of these may span lines even without {@code >}. */
    static final Set<String> BLOCKS = Set.of("SCHEMA", "SQL", "INDEXES", "FORWARD_QUERY", "SHARED_WITH");

    /** In these blocks an indented word in capitals may still be the next directive. */
    static final Set<String> CODE_BLOCKS = Set.of("SCHEMA", "SQL", "INDEXES", "FORWARD_QUERY");

    private static final List<String> COMMON = List.of("DESCRIPTION", "TAGS", "TOKEN", "VERSION", "INCLUDE");
    private static final List<String> ENGINE = List.of(
            "ENGINE",
            "ENGINE_FULL",
            "ENGINE_IS_DELETED",
            "ENGINE_JOIN_STRICTNESS",
            "ENGINE_JOIN_TYPE",
            "ENGINE_KEY_COLUMNS",
            "ENGINE_PARTITION_KEY",
            "ENGINE_PRIMARY_KEY",
            "ENGINE_SAMPLING_KEY",
            "ENGINE_SETTINGS",
            "ENGINE_SIGN",
            "ENGINE_SORTING_KEY",
            "ENGINE_SUMMING_COLUMNS",
            "ENGINE_TTL",
            "ENGINE_VER",
            "ENGINE_VERSION");
    private static final List<String> KAFKA = List.of(
            "KAFKA_AUTO_OFFSET_RESET",
            "KAFKA_BOOTSTRAP_SERVERS",
            "KAFKA_CONNECTION_NAME",
            "KAFKA_GROUP_ID",
            "KAFKA_KEY",
            "KAFKA_KEY_AVRO_DESERIALIZATION",
            "KAFKA_KEY_FORMAT",
            "KAFKA_SECRET",
            "KAFKA_STORE_BINARY_HEADERS",
            "KAFKA_STORE_HEADERS",
            "KAFKA_STORE_RAW_VALUE",
            "KAFKA_TARGET_PARTITIONS",
            "KAFKA_TOPIC",
            "KAFKA_VALUE_FORMAT");
    private static final List<String> IMPORT = List.of(
            "IMPORT_BUCKET_URI",
            "IMPORT_CONNECTION_NAME",
            "IMPORT_EXPORT_BUCKET",
            "IMPORT_EXTERNAL_DATASOURCE",
            "IMPORT_FROM_TIMESTAMP",
            "IMPORT_QUERY",
            "IMPORT_SCHEDULE",
            "IMPORT_SERVICE",
            "IMPORT_STRATEGY",
            "IMPORT_TABLE_ARN");
    private static final List<String> DATA_SOURCE =
            List.of("BACKFILL", "FORWARD_QUERY", "INDEXES", "SCHEMA", "SHARED_WITH");
    private static final List<String> PIPE = List.of(
            "CACHE",
            "COPY_MODE",
            "COPY_SCHEDULE",
            "DATASOURCE",
            "DEPLOYMENT_METHOD",
            "EXPORT_BUCKET_URI",
            "EXPORT_COMPRESSION",
            "EXPORT_CONNECTION_NAME",
            "EXPORT_FILE_TEMPLATE",
            "EXPORT_FORMAT",
            "EXPORT_KAFKA_TOPIC",
            "EXPORT_SCHEDULE",
            "EXPORT_SERVICE",
            "EXPORT_STRATEGY",
            "EXPORT_WRITE_STRATEGY",
            "NODE",
            "ON_DEMAND_COMPUTE",
            "SQL",
            "TARGET_DATASOURCE",
            "TYPE");
    private static final List<String> CONNECTION = List.of(
            "DYNAMODB_ARN",
            "DYNAMODB_REGION",
            "GCS_HMAC_ACCESS_ID",
            "GCS_HMAC_SECRET",
            "GCS_SERVICE_ACCOUNT_CREDENTIALS_JSON",
            "JDBC_PASSWORD",
            "JDBC_URL",
            "JDBC_USERNAME",
            "KAFKA_AWS_EXTERNAL_ID",
            "KAFKA_AWS_ROLE_ARN",
            "KAFKA_BOOTSTRAP_SERVERS",
            "KAFKA_KEY",
            "KAFKA_SASL_MECHANISM",
            "KAFKA_SASL_OAUTHBEARER_AWS_EXTERNAL_ID",
            "KAFKA_SASL_OAUTHBEARER_AWS_REGION",
            "KAFKA_SASL_OAUTHBEARER_AWS_ROLE_ARN",
            "KAFKA_SASL_OAUTHBEARER_METHOD",
            "KAFKA_SCHEMA_REGISTRY_URL",
            "KAFKA_SECRET",
            "KAFKA_SECURITY_PROTOCOL",
            "KAFKA_SSL_CA_PEM",
            "POSTGRES_DATABASE",
            "POSTGRES_HOST",
            "POSTGRES_PASSWORD",
            "POSTGRES_PORT",
            "POSTGRES_URL",
            "POSTGRES_USERNAME",
            "S3_ACCESS_KEY",
            "S3_ARN",
            "S3_REGION",
            "S3_SECRET",
            "TYPE");

    private static final List<String> FAMILIES =
            List.of("ENGINE_", "KAFKA_", "COPY_", "EXPORT_", "IMPORT_", "TARGET_", "DEPLOYMENT_");

    private static final Set<String> DATA_SOURCE_NAMES = union(COMMON, ENGINE, KAFKA, IMPORT, DATA_SOURCE);
    private static final Set<String> PIPE_NAMES = union(COMMON, ENGINE, PIPE);
    private static final Set<String> CONNECTION_NAMES = union(COMMON, CONNECTION);

    private Directives() {}

    static Set<String> of(DatafileKind kind) {
        return switch (kind) {
            case DATA_SOURCE -> DATA_SOURCE_NAMES;
            case PIPE -> PIPE_NAMES;
            case CONNECTION -> CONNECTION_NAMES;
        };
    }

    /** Whether a word in capitals can only be meant as a directive. */
    static boolean ofAFamily(String word) {
        return FAMILIES.stream().anyMatch(word::startsWith);
    }

    @SafeVarargs
    private static Set<String> union(List<String>... lists) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(lists).forEach(names::addAll);
        return Collections.unmodifiableSet(names);
    }
}
