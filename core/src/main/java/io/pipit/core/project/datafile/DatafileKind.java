package io.pipit.core.project.datafile;

import java.util.Optional;

/** What a datafile describes, told by the end of its name. */
public enum DatafileKind {
    DATA_SOURCE(".datasource"),
    PIPE(".pipe"),
    CONNECTION(".connection");

    private final String suffix;

    DatafileKind(String suffix) {
        this.suffix = suffix;
    }

    /** The end of the file's name, with the dot. */
    public String suffix() {
        return suffix;
    }

    /** The kind of a file, or nothing when it is no datafile. */
    public static Optional<DatafileKind> of(String path) {
        for (DatafileKind kind : values()) {
            if (path.endsWith(kind.suffix)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The name of the resource that a file describes: its base name. */
    public String resourceName(String path) {
        return path.substring(path.lastIndexOf('/') + 1, path.length() - suffix.length());
    }
}
