package io.pipit.jobs.deploy;

import io.pipit.core.project.Plan;
import io.pipit.jobs.plan.Followers;

/** A change of versions that others follow: they hear of each step when it is taken. */
abstract class Followed implements Followers {
    private final Followers others;

    Followed(Followers others) {
        this.others = others;
    }

    @Override
    public void filled() {
        others.filled();
    }

    @Override
    public final void tables(Plan next) {
        others.tables(next);
    }

    @Override
    public final void readers(Plan next) {
        others.readers(next);
    }

    @Override
    public final void intake(Plan next) {
        others.intake(next);
    }
}
