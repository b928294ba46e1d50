package io.pipit.cli.embedded;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** The catalog of the process under attack. */
public final class FaultyCatalog extends JdbcCatalog {
    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new FaultyOperations(super.newTableOps(identifier));
    }

    private static final class FaultyOperations implements TableOperations {
        private final TableOperations real;

        FaultyOperations(TableOperations real) {
            this.real = real;
        }

        @Override
        public TableMetadata current() {
            return real.current();
        }

        @Override
        public TableMetadata refresh() {
            Faults.at("catalog").ifPresent(FaultyOperations::away);
            return real.refresh();
        }

        private static void away(String kind) {
            if (kind.equals("slow")) {
                Faults.sleep(400);
            } else {
                throw new IllegalArgumentException("connection refused");
            }
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            Faults.at("catalog").ifPresent(FaultyOperations::away);
            Optional<String> fault = Faults.at("commit");
            if (fault.isEmpty()) {
                real.commit(base, metadata);
                return;
            }
            switch (fault.get()) {
                case "refuse" -> throw new CommitFailedException("attacked");
                case "lose-answer" -> {
                    real.commit(base, metadata);
                    throw unknown();
                }
                case "lose-request" -> throw unknown();
                case "late" -> {
                    var unused = CompletableFuture.runAsync(
                            () -> arrivesLate(base, metadata),
                            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
                    throw unknown();
                }
                case "lose-answer-slowly" -> {
                    Faults.sleep(500);
                    real.commit(base, metadata);
                    throw new IllegalArgumentException("connection reset");
                }
                default -> throw new IllegalArgumentException("No fault " + fault.get());
            }
        }

        private void arrivesLate(TableMetadata base, TableMetadata metadata) {
            try {
                real.commit(base, metadata);
                System.out.println("A commit of " + base.location() + " arrived late.");
            } catch (RuntimeException e) {
                System.out.println("A late commit of " + base.location() + " was refused.");
            }
        }

        private static CommitStateUnknownException unknown() {
            return new CommitStateUnknownException(new IllegalStateException("connection reset"));
        }

        @Override
        public FileIO io() {
            return real.io();
        }

        @Override
        public EncryptionManager encryption() {
            return real.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return real.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return LocationProviders.locationsFor(
                    real.current().location(), real.current().properties());
        }
    }
}
