package io.pipit.jobs.deploy;

import io.pipit.core.project.ProjectFiles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Tells whether the files of a folder are the same as at another time. */
public final class FolderDigest {
    /** Files that a stack adds to those of a project. */
    private static final String OWN = "pipit-system/";

    private FolderDigest() {}

    /** Names the files with their secrets. */
    public static String of(ProjectFiles files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Map.Entry<String, String> file : files.texts().entrySet()) {
                if (!file.getKey().startsWith(OWN)) {
                    digest.update(
                            (file.getKey() + "\u0000" + file.getValue() + "\u0000").getBytes(StandardCharsets.UTF_8));
                }
            }
            digest.update(Integer.toString(files.variables().hashCode()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
