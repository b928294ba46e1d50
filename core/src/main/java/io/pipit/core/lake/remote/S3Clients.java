package io.pipit.core.lake.remote;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the S3 client of Iceberg's files from a catalog's properties; Iceberg's own way needs another HTTP client. */
public final class S3Clients implements S3FileIOAwsClientFactory {
    /** The property by which Iceberg finds this class. */
    public static final String FACTORY = "s3.client-factory-impl";

    /** Address of a server other than AWS. */
    public static final String ENDPOINT = "s3.endpoint";

    /** {@code true} for the bucket in the path. */
    public static final String PATH_STYLE = "s3.path-style-access";

    /** Region of the bucket. */
    public static final String REGION = "client.region";

    private static final String ACCESS_KEY = "s3.access-key-id";
    private static final String SECRET_KEY = "s3.secret-access-key";
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> properties = new TreeMap<>();

    /** Iceberg makes it by reflection. */
    public S3Clients() {}

    @Override
    public void initialize(Map<String, String> given) {
        properties.putAll(given);
    }

    @Override
    public S3Client s3() {
        String endpoint = properties.getOrDefault(ENDPOINT, "");
        S3ClientBuilder client = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .credentialsProvider(credentials())
                // Servers other than AWS do not know the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(Boolean.parseBoolean(properties.get(PATH_STYLE)));
        String region = properties.getOrDefault(REGION, "");
        if (!endpoint.isEmpty()) {
            client.endpointOverride(URI.create(endpoint));
        }
        if (!region.isEmpty() || !endpoint.isEmpty()) {
            client.region(region.isEmpty() ? Region.US_EAST_1 : Region.of(region));
        }
        return client.build();
    }

    private AwsCredentialsProvider credentials() {
        String key = properties.getOrDefault(ACCESS_KEY, "");
        return key.isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key, properties.getOrDefault(SECRET_KEY, "")));
    }

    @Override
    public S3AsyncClient s3Async() {
        throw new UnsupportedOperationException("Files are read and written by the client that waits.");
    }
}
