package io.pipit.serving.fresh;

import java.util.List;
import java.util.function.Consumer;

/** A table of the engine that queries lease; it is dropped when it is retired and no lease is left. Thread-safe. */
public class LeasedTable {
    private final String table;
    private final Consumer<String> dropper;
    private int leases;
    private boolean retired;
    private boolean gone;

    /** The engine's table of this name; the dropper is told the name when nobody needs it any more. */
    public LeasedTable(String table, Consumer<String> dropper) {
        this.table = table;
        this.dropper = dropper;
    }

    /** The engine's name of the table. */
    public final String table() {
        return table;
    }

    /** Leases all, or none when one has been dropped or cannot be had. */
    public static boolean tryLease(List<LeasedTable> tables) {
        for (int i = 0; i < tables.size(); i++) {
            boolean leased = false;
            try {
                leased = tables.get(i).tryLease();
            } finally {
                if (!leased) {
                    tables.subList(0, i).forEach(LeasedTable::release);
                }
            }
            if (!leased) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the table until {@link #release()}; false when it has been dropped. */
    public synchronized boolean tryLease() {
        if (gone) {
            return false;
        }
        leases++;
        return true;
    }

    /** Gives a lease back. */
    public synchronized void release() {
        leases--;
        dropWhenUnused();
    }

    /** Says that no new read state has this table. */
    public final synchronized void retire() {
        retired = true;
        dropWhenUnused();
    }

    private void dropWhenUnused() {
        if (retired && leases == 0 && !gone) {
            gone = true;
            dropper.accept(table);
        }
    }
}
