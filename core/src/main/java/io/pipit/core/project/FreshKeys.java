package io.pipit.core.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Names of the views' rows in the fresh topic: the feed and a digest of what makes the rows. So rows of an earlier text of a view,
 * and records from before the view existed, are not taken for its own.
 */
final class FreshKeys {
    private static final int DIGEST_BYTES = 6;

    private FreshKeys() {}

    /** By feed; a view comes after those that it reads from, and changes with them. */
    static Map<String, String> of(List<ViewPlan> views) {
        Map<String, String> keys = new HashMap<>();
        for (ViewPlan view : views) {
            StringBuilder text = new StringBuilder();
            views.stream()
                    .filter(v -> v.target().equals(view.source()) && keys.containsKey(v.feed()))
                    .map(v -> keys.get(v.feed()))
                    .sorted()
                    .forEach(key -> text.append(key).append('\n'));
            text.append(view.source()).append('\n').append(view.target()).append('\n');
            text.append(view.sql().pieces())
                    .append('\n')
                    .append(view.sql().slots())
                    .append('\n');
            text.append(view.targetColumns());
            keys.put(view.feed(), view.feed() + '@' + digest(text.toString()));
        }
        return keys;
    }

    private static String digest(String text) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
