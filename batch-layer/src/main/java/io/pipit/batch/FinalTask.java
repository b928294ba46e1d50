package io.pipit.batch;

import io.pipit.core.lake.LakeConfig;

/** The task that ends a job: where the work is divided, it begins when all parts are done. */
public abstract class FinalTask extends BatchTask {
    private final int parts;
    private int done;

    /** After so many parts; 1 where the work is not divided. */
    protected FinalTask(LakeConfig lake, EngineBounds bounds, int parts) {
        super(lake, bounds);
        this.parts = parts;
    }

    @Override
    protected final boolean begins(long part) {
        done++;
        return done == parts;
    }
}
