package io.pipit.cli.embedded;

import io.pipit.core.lake.WrappedOperations;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** The catalog of the process under attack. */
public final class FaultyCatalog extends JdbcCatalog {
    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new FaultyOperations(super.newTableOps(identifier));
    }

    private static final class FaultyOperations extends WrappedOperations {
        FaultyOperations(TableOperations real) {
            super(real);
        }

        @Override
        public TableMetadata refresh() {
            Faults.at("catalog").ifPresent(FaultyOperations::away);
            return super.refresh();
        }

        private static void away(String kind) {
            if (kind.equals("slow")) {
                Faults.delay(400);
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
                    Faults.delay(500);
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
    }
}
