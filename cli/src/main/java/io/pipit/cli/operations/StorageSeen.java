package io.pipit.cli.operations;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import io.pipit.core.project.system.SystemTables;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Takes down every ten minutes how large the data sources are in the lake. */
public final class StorageSeen {
    private static final long FIRST_MILLIS = TimeUnit.SECONDS.toMillis(20);
    private static final long PERIOD_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final OperationsLog log;
    private final Lake lake;
    private final Supplier<Plan> plan;
    private final Clock clock;

    /** Into this log. */
    public StorageSeen(OperationsLog log, Lake lake, Supplier<Plan> plan, Clock clock) {
        this.log = log;
        this.lake = lake;
        this.plan = plan;
        this.clock = clock;
    }

    /** Begins. */
    public void start() {
        log.every(FIRST_MILLIS, PERIOD_MILLIS, this::look);
    }

    private void look() {
        Plan now = plan.get();
        now.tables().values().stream()
                .filter(table -> table.engine().kind() != EngineClause.Kind.NULL)
                .map(TableSpec::name)
                .filter(name -> !SystemTables.own(name) && !quarantine(now, name))
                .sorted()
                .forEach(this::look);
    }

    private static boolean quarantine(Plan plan, String name) {
        return plan.landing().stream()
                .anyMatch(landing -> QuarantineTable.nameOf(landing).equals(name));
    }

    private void look(String name) {
        TableState table = state(name);
        TableState quarantine = state(QuarantineTable.nameOf(name));
        log.add(new Happening("storage", clock.millis())
                .text("name", name)
                .number("rows", table.rows())
                .number("bytes", bytes(table))
                .number("rows_quarantine", quarantine.rows())
                .number("bytes_quarantine", bytes(quarantine)));
    }

    private TableState state(String name) {
        return lake.find(name)
                .map(table -> table.refresh())
                .orElseGet(() -> new TableState(name, -1, io.pipit.core.lake.Coverage.EMPTY, List.of()));
    }

    private static long bytes(TableState state) {
        return state.files().stream().mapToLong(TableState.StoredFile::bytes).sum();
    }
}
