package io.pipit.jobs.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.pipit.batch.EngineBounds;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.LogSettings;
import io.pipit.speed.SpeedJobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where an installation's parts are, as a JSON file:
 *
 * <pre>{@code
 * {"log": {"bootstrap_servers": "broker:9092", "client": {}, "topic_prefix": "pipit", "partitions": 2},
 *  "lake": {"type": "jdbc", "uri": "jdbc:postgresql://host/catalog", "warehouse": "/warehouse", "properties": {}},
 *  "flink": {"host": "jobmanager", "port": 8081},
 *  "speed": {"parallelism": 2, "engine_memory_bytes": 268435456, "commit_interval_millis": 30000},
 *  "batch": {"engine_threads": 1, "engine_memory_bytes": 536870912}}
 * }</pre>
 */
record Installation(LogSettings log, LakeConfig lake, Flink flink, Speed speed, Batch batch) {
    /** The REST interface of the cluster. */
    record Flink(String host, int port) {}

    /** Of the speed job. */
    record Speed(int parallelism, long engineMemoryBytes, long commitIntervalMillis) {}

    /** Of batch jobs. */
    record Batch(int engineThreads, long engineMemoryBytes) {}

    /** Every member is needed, and no other is known. */
    static Installation read(Path file) {
        ObjectMapper json = new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        try {
            return json.readValue(Files.readString(file), Installation.class);
        } catch (JsonProcessingException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    file
                            + (e.getLocation() == null
                                    ? ""
                                    : ", line " + e.getLocation().getLineNr()) + ": " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, "Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    SpeedJobConfig speedJob(ProjectFiles files) {
        SpeedJobConfig.EngineBounds engine = new SpeedJobConfig.EngineBounds(speed.engineMemoryBytes(), "");
        return new SpeedJobConfig(
                        files,
                        new SpeedJobConfig.Kafka(
                                log.bootstrapServers(), log.client(), log.topicPrefix(), log.partitions()),
                        lake,
                        speed.parallelism(),
                        engine)
                .withEpochs(SpeedJobConfig.Epochs.fitting(Duration.ofMillis(speed.commitIntervalMillis()), engine));
    }

    EngineBounds batchEngine() {
        return new EngineBounds(batch.engineThreads(), batch.engineMemoryBytes());
    }
}
