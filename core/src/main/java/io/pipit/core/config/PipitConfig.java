package io.pipit.core.config;

/** The whole configuration; each component is a group, each component of a group a key. */
public record PipitConfig(
        ServerSettings server,
        StateSettings state,
        KafkaSettings kafka,
        CatalogSettings catalog,
        WarehouseSettings warehouse,
        DatabaseSettings database,
        LogSettings log,
        IntakeSettings intake,
        SpeedSettings speed,
        ServingSettings serving,
        MemorySettings memory,
        FlinkSettings flink) {
    /** Name of the file in the project folder. */
    public static final String FILE_NAME = "pipit.yaml";

    /** The same with another server. */
    public PipitConfig with(ServerSettings other) {
        return new PipitConfig(
                other, state, kafka, catalog, warehouse, database, log, intake, speed, serving, memory, flink);
    }
}
