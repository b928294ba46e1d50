package io.pipit.cli.embedded;

import io.pipit.core.config.StateSettings.LogFormat;

/** Points what the JVM writes outside any component to the state folder. */
final class ProcessFolders {
    private ProcessFolders() {}

    /**
     * To be called before anything is logged and before any temporary file is made: the engine unpacks its library of 72 MB into the
     * JVM's temporary folder and leaves it behind when the process is killed; the state's folder is emptied at each start.
     */
    static void use(StateFolder state) {
        use(state, LogFormat.TEXT);
    }

    /** The same, with lines of another form. */
    static void use(StateFolder state, LogFormat format) {
        System.setProperty("pipit.log.appender", format == LogFormat.JSON ? "JSON" : "FILE");
        System.setProperty("java.io.tmpdir", state.temp().toString());
        System.setProperty("pipit.log.folder", state.logs().toString());
    }
}
