package io.pipit.core.lake;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.EmbeddedDatabase;
import io.pipit.core.lake.io.LocalFileIO;
import io.pipit.core.lake.layout.SchemaChange;
import io.pipit.core.lake.layout.TableLayout;
import io.pipit.core.lake.remote.EngineFiles;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.rest.RESTCatalog;

/** The Iceberg catalog of an installation. Thread-safe. Failures of the catalog are {@code CATALOG_UNAVAILABLE}. */
public final class Lake implements AutoCloseable {
    /** The property of a table that says what it was made for. */
    static final String FINGERPRINT = "pipit.fingerprint";

    private static final String INSTALLATION = "pipit.installation";
    private static final Namespace NAMESPACE = Namespace.of("pipit");
    private static final int CONNECTIONS = 4;
    /** By name: installations without object storage need no libraries for it. */
    private static final String S3_FILES = "org.apache.iceberg.aws.s3.S3FileIO";

    private static final String S3_CLIENTS = "io.pipit.core.lake.remote.S3Clients";

    private final Catalog catalog;
    private final String warehouse;
    private final Map<String, String> properties;
    private final EngineFiles engineFiles;
    private final Optional<EmbeddedDatabase> database;

    /** Opens the catalog. */
    public Lake(LakeConfig config) {
        this(open(config), config.warehouse(), config.properties(), config.database());
    }

    /** Works on a catalog that is open; it is closed with the lake. */
    public Lake(Catalog catalog, String warehouse) {
        this(catalog, warehouse, Map.of(), Optional.empty());
    }

    private Lake(
            Catalog catalog, String warehouse, Map<String, String> properties, Optional<EmbeddedDatabase> database) {
        this.catalog = catalog;
        this.database = database;
        this.warehouse = Locations.normal(warehouse);
        this.properties = properties;
        this.engineFiles = LakeConfig.engineFiles(properties);
        if (catalog instanceof SupportsNamespaces namespaces) {
            CatalogErrors.asking("opening it", () -> ensureNamespace(namespaces));
        }
    }

    private static Catalog open(LakeConfig config) {
        Map<String, String> properties = new HashMap<>(config.properties());
        properties.put(CatalogProperties.URI, config.uri());
        properties.put(CatalogProperties.WAREHOUSE_LOCATION, config.warehouse());
        properties.put(CatalogProperties.FILE_IO_IMPL, fileIo(config.warehouse()));
        properties.put("s3.client-factory-impl", S3_CLIENTS);
        properties.putIfAbsent(CatalogProperties.CLIENT_POOL_SIZE, Integer.toString(CONNECTIONS));
        properties.putIfAbsent("jdbc.schema-version", "V1");
        Catalog made = made(config.type());
        return CatalogErrors.asking("opening " + withoutPassword(config.uri()), () -> {
            initialize(made, properties);
            return made;
        });
    }

    /** Several processes may open a new catalog at once: then making its tables fails for all but one. */
    private static void initialize(Catalog made, Map<String, String> properties) {
        try {
            made.initialize("pipit", properties);
        } catch (UncheckedSQLException e) {
            made.initialize("pipit", properties);
        }
    }

    private static String withoutPassword(String uri) {
        return uri.replaceAll("(?i)(password=)[^&;]*", "$1…");
    }

    private static String fileIo(String warehouse) {
        if (!EngineFiles.remote(warehouse)) {
            return LocalFileIO.class.getName();
        }
        if (warehouse.startsWith("s3://") || warehouse.startsWith("s3a://")) {
            return S3_FILES;
        }
        throw new PipitException(
                ErrorCode.INVALID_CONFIG,
                "The warehouse is '" + warehouse + "'; this version knows folders and s3://bucket/path.");
    }

    private static Catalog made(String type) {
        try {
            return switch (type) {
                case "jdbc" -> new JdbcCatalog();
                case "rest" -> new RESTCatalog();
                default ->
                    (Catalog) Class.forName(type).getDeclaredConstructor().newInstance();
            };
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The lake's catalog type is '" + type
                            + "'; this version knows 'jdbc', 'rest' and the names of classes that are"
                            + " Iceberg catalogs.",
                    e);
        }
    }

    private static Void ensureNamespace(SupportsNamespaces namespaces) {
        if (!namespaces.namespaceExists(NAMESPACE)) {
            try {
                namespaces.createNamespace(NAMESPACE);
            } catch (RuntimeException e) {
                if (!namespaces.namespaceExists(NAMESPACE)) {
                    throw e;
                } // else another process was first
            }
        }
        return null;
    }

    /** Makes the table unless it exists; adds columns that are new. Other differences are {@code INVALID_PROJECT}. */
    public LakeTable ensure(TableSpec spec) {
        return ensure(spec, "");
    }

    /**
     * Makes the table unless it exists with this fingerprint; a table of another fingerprint is made anew, empty and at a
     * location of its own (the files of the former stay). Adds columns that are new; other differences are
     * {@code INVALID_PROJECT}.
     *
     * @param fingerprint of what the table's rows are made by; the empty text takes whatever is there
     */
    public LakeTable ensure(TableSpec spec, String fingerprint) {
        return CatalogErrors.asking("preparing the table " + spec.name(), () -> {
            Table table = load(spec.name()).orElseGet(() -> create(spec, fingerprint));
            String found = table.properties().getOrDefault(FINGERPRINT, "");
            if (!fingerprint.isEmpty() && !found.isEmpty() && !found.equals(fingerprint)) {
                dropMarked(spec.name(), table);
                table = create(spec, fingerprint);
            } else if (!fingerprint.isEmpty() && found.isEmpty()) {
                table.updateProperties().set(FINGERPRINT, fingerprint).commit();
            }
            new SchemaChange(spec, table).apply();
            return handle(spec.name(), table);
        });
    }

    /** The table of this name. */
    public Optional<LakeTable> find(String name) {
        return CatalogErrors.asking(
                "looking for the table " + name, () -> load(name).map(table -> handle(name, table)));
    }

    /** Names of all tables. */
    public List<String> tables() {
        return CatalogErrors.asking(
                "listing tables",
                () -> catalog.listTables(NAMESPACE).stream()
                        .map(TableIdentifier::name)
                        .sorted()
                        .toList());
    }

    /**
     * Writes and deletes a small file in the warehouse.
     *
     * @throws PipitException {@code STORAGE_FAILED} when that cannot be done, for instance since there is no such bucket
     */
    public void checkWarehouse() {
        String probe = warehouse + "/probe-" + UUID.randomUUID();
        try (FileIO files = CatalogUtil.loadFileIO(fileIo(warehouse), fileSettings(), null)) {
            try (PositionOutputStream out = files.newOutputFile(probe).create()) {
                out.write(1);
            }
            files.deleteFile(probe);
        } catch (IOException | RuntimeException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "The warehouse " + warehouse + " cannot be written to: " + e.getMessage()
                            + ". Check warehouse.uri, warehouse.endpoint and the credentials.",
                    e);
        }
    }

    private Map<String, String> fileSettings() {
        Map<String, String> settings = new HashMap<>(properties);
        settings.put("s3.client-factory-impl", S3_CLIENTS);
        return settings;
    }

    /** The installation that the catalog belongs to; nothing when nobody has claimed it. */
    public Optional<String> installation() {
        return catalog instanceof SupportsNamespaces namespaces
                ? CatalogErrors.asking(
                        "asking whose it is",
                        () -> Optional.ofNullable(
                                namespaces.loadNamespaceMetadata(NAMESPACE).get(INSTALLATION)))
                : Optional.empty();
    }

    /** Says which installation the catalog belongs to. */
    public void claim(String installation) {
        if (catalog instanceof SupportsNamespaces namespaces) {
            CatalogErrors.asking("claiming it", () -> {
                try {
                    return namespaces.setProperties(NAMESPACE, new HashMap<>(Map.of(INSTALLATION, installation)));
                } catch (RuntimeException e) {
                    if (installation().filter(installation::equals).isPresent()) {
                        return true; // another process was first
                    }
                    throw e;
                }
            });
        }
    }

    /** Takes a table from the catalog, if it is there. Its files stay for those who still read them. */
    public void drop(String name) {
        CatalogErrors.asking("dropping the table " + name, () -> {
            load(name).ifPresent(table -> dropMarked(name, table));
            return null;
        });
    }

    /**
     * Lets a table take the place of another, which gets a third name; a table that has that one is dropped as by {@link #drop}. Done
     * twice it is done once. A death in between leaves the successor, and perhaps the former, under the other names.
     *
     * @param name of the table to be replaced; need not exist
     * @param successor of the table that gets the name; nothing is done when there is none
     * @param former the name that the replaced table gets
     */
    public void supersede(String name, String successor, String former) {
        CatalogErrors.asking("replacing the table " + name, () -> {
            if (load(successor).isEmpty()) {
                return null;
            }
            if (load(name).isPresent()) {
                load(former).ifPresent(table -> dropMarked(former, table));
                catalog.renameTable(identifier(name), identifier(former));
            }
            catalog.renameTable(identifier(successor), identifier(name));
            return null;
        });
    }

    /** Gives a table another name, which must be free. Nothing is done when there is no such table. */
    public void rename(String name, String other) {
        CatalogErrors.asking("renaming the table " + name, () -> {
            if (load(name).isPresent()) {
                catalog.renameTable(identifier(name), identifier(other));
            }
            return null;
        });
    }

    /** Files of dropped tables, and files that no commit ever took, from before some time. */
    public OrphanFiles orphans() {
        FileIO files = CatalogUtil.loadFileIO(fileIo(warehouse), fileSettings(), null);
        return new OrphanFiles(this, warehouse, (FileIO & SupportsPrefixOperations) files);
    }

    /** The folder says first that it may be dropped: what only the catalog does not know may be another catalog's. */
    private void dropMarked(String name, Table table) {
        OrphanFiles.markDropped(table.io(), table.location());
        catalog.dropTable(identifier(name), false);
    }

    private LakeTable handle(String name, Table reading) {
        return new LakeTable(name, reading, () -> again(name, reading), engineFiles);
    }

    /** Another handle; of the same table, and not of one that has got its name since. */
    private Table again(String name, Table reading) {
        Table table = catalog.loadTable(identifier(name));
        if (!table.uuid().equals(reading.uuid())) {
            throw new IllegalStateException("Another table UUID: " + table.uuid() + " instead of " + reading.uuid());
        }
        return table;
    }

    private Optional<Table> load(String name) {
        try {
            return Optional.of(catalog.loadTable(identifier(name)));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    private Table create(TableSpec spec, String fingerprint) {
        TableLayout layout = new TableLayout(spec);
        Schema schema = layout.schema();
        Catalog.TableBuilder builder = catalog.buildTable(identifier(spec.name()), schema)
                .withPartitionSpec(layout.partitions(schema))
                .withSortOrder(layout.order(schema))
                .withLocation(location(spec.name()))
                .withProperties(properties());
        if (!fingerprint.isEmpty()) {
            builder.withProperty(FINGERPRINT, fingerprint);
        }
        try {
            return builder.create();
        } catch (AlreadyExistsException e) {
            // Another process was first; or the catalog refused it, which Iceberg takes for the same.
            return load(spec.name()).orElseThrow(() -> e);
        }
    }

    /** Unique, so that a table made anew never meets files of the former. */
    private String location(String name) {
        return warehouse + "/" + name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static Map<String, String> properties() {
        return Map.of(
                TableProperties.FORMAT_VERSION, "2",
                // Each commit writes the whole metadata anew: without this, all former versions stay for ever.
                TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
                TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "10");
    }

    private static TableIdentifier identifier(String name) {
        return TableIdentifier.of(NAMESPACE, name);
    }

    @Override
    public void close() {
        engineFiles.close();
        try {
            if (catalog instanceof Closeable closeable) {
                closeable.close();
            }
        } catch (IOException e) {
            throw CatalogErrors.of("closing it", new java.io.UncheckedIOException(e));
        } finally {
            database.ifPresent(EmbeddedDatabase::close);
        }
    }
}
