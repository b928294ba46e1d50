package io.pipit.core.config;

import java.util.Locale;

/** Where a process keeps its data. */
public record StateSettings(
        @Setting(value = ".pipit", help = "Folder of the embedded stack's data, relative to the project.")
        String folder,

        @Setting(value = "text", help = "Form of the lines that a process logs into that folder: `text` or `json`.")
        LogFormat logFormat) {
    /** The forms of logged lines. */
    public enum LogFormat {
        TEXT,
        /** One object a line. */
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
