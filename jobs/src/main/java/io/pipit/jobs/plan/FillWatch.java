package io.pipit.jobs.plan;

import java.util.Map;
import java.util.SortedMap;

/** Hears of tables that are filled by batch jobs. */
public interface FillWatch {
    /** Tells nobody. */
    FillWatch NONE = pipes -> new Filling() {
        @Override
        public void filled(Map<String, Long> rows) {}

        @Override
        public void stopped() {}

        @Override
        public void failed(RuntimeException why) {}
    };

    /**
     * Tables are about to be filled.
     *
     * @param pipes by table, the pipe of a view that fills it; the empty text where its own rows are laid out anew
     */
    Filling begins(SortedMap<String, String> pipes);

    /** What hears of the end, once. */
    interface Filling {
        /** They are filled, with so many rows each. */
        void filled(Map<String, Long> rows);

        /** Somebody ended it. */
        void stopped();

        /** They are not. */
        void failed(RuntimeException why);
    }
}
