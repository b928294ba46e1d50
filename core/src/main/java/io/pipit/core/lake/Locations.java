package io.pipit.core.lake;

import io.pipit.core.lake.io.LocalFileIO;
import io.pipit.core.lake.remote.EngineFiles;

/** Names of files and folders in the one form in which they can be compared. */
final class Locations {
    private Locations() {}

    /** An absolute path, or a URI without a slash at its end. */
    static String normal(String location) {
        if (EngineFiles.remote(location)) {
            return location.endsWith("/") ? normal(location.substring(0, location.length() - 1)) : location;
        }
        return LocalFileIO.path(location).toAbsolutePath().normalize().toString();
    }

    /** Whether a file is in a folder or below. */
    static boolean within(String file, String folder) {
        return normal(file).startsWith(normal(folder) + "/");
    }
}
