package io.pipit.serving.state;

import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.serving.fresh.LeasedTable;

/** Remote files that queries lease like tables: they are here while somebody reads them. Thread-safe. */
public final class LeasedFiles extends LeasedTable {
    private final LakeScan scan;
    private Lease lease = Lease.NONE;
    private int readers;

    /** Of what a scan reads. */
    public LeasedFiles(LakeScan scan) {
        super("", nothing -> {});
        this.scan = scan;
    }

    @Override
    public synchronized boolean tryLease() {
        if (readers == 0) {
            lease = scan.open();
        }
        readers++;
        return true;
    }

    @Override
    public synchronized void release() {
        readers--;
        if (readers == 0) {
            lease.close();
        }
    }
}
