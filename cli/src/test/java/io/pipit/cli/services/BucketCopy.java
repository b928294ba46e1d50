package io.pipit.cli.services;

import io.pipit.core.services.S3Server;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What {@code aws s3 sync} copies of a bucket, and back.
 *
 * @param objects by name
 */
public record BucketCopy(Map<String, byte[]> objects) {
    private static final String BUCKET = "lake";

    /** Reads all that is in the bucket of an installation's services. */
    public static BucketCopy of(Map<String, String> services) {
        try (S3Client client = client(services)) {
            Map<String, byte[]> objects = new TreeMap<>();
            client.listObjectsV2Paginator(request -> request.bucket(BUCKET))
                    .contents()
                    .forEach(object -> objects.put(
                            object.key(),
                            client.getObjectAsBytes(r -> r.bucket(BUCKET).key(object.key()))
                                    .asByteArray()));
            return new BucketCopy(objects);
        }
    }

    /** Everything is gone. */
    public static void empty(Map<String, String> services) {
        try (S3Client client = client(services)) {
            client.listObjectsV2Paginator(request -> request.bucket(BUCKET))
                    .contents()
                    .forEach(object -> client.deleteObject(r -> r.bucket(BUCKET).key(object.key())));
        }
    }

    /** Writes all of them. */
    public void restore(Map<String, String> services) {
        try (S3Client client = client(services)) {
            objects.forEach(
                    (key, content) -> client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(content)));
        }
    }

    private static S3Client client(Map<String, String> services) {
        return S3Client.builder()
                .endpointOverride(URI.create(services.get("warehouse.endpoint")))
                .region(Region.of(services.get("warehouse.region")))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.USER, S3Server.SECRET)))
                .build();
    }
}
