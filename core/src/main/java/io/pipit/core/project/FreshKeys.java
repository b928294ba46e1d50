package io.pipit.core.project;

import io.pipit.core.block.TableSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names of the views' rows in the fresh topic: the feed and a digest of what people have written of it and of how the rows are held. So rows
 * of an earlier text of a view, and records from before the view existed, are not taken for its own, and those that processes of another
 * version of Pipit publish are.
 */
final class FreshKeys {
    private static final int DIGEST_BYTES = 6;

    private final Plan plan;

    FreshKeys(Plan plan) {
        this.plan = plan;
    }

    /** By feed; a view comes after those that it reads from, and changes with them. */
    Map<String, String> byFeed() {
        Map<String, String> keys = new HashMap<>();
        for (ViewPlan view : plan.views()) {
            StringBuilder text = new StringBuilder();
            plan.views().stream()
                    .filter(v -> v.target().equals(view.source()) && keys.containsKey(v.feed()))
                    .map(v -> keys.get(v.feed()))
                    .sorted()
                    .forEach(key -> text.append(key).append('\n'));
            text.append(view.source()).append('\n').append(view.target()).append('\n');
            text.append(plan.written().getOrDefault(view.feed(), handmade(view)));
            plan.table(view.target()).map(TableSpec::columns).stream()
                    .flatMap(columns -> columns.stream())
                    .forEach(column ->
                            text.append('\n').append(column.name()).append(' ').append(column.storage()));
            keys.put(view.feed(), view.feed() + '@' + digest(text.toString()));
        }
        return keys;
    }

    private static String handmade(ViewPlan view) {
        return view.sql().pieces() + "\n" + view.sql().slots() + "\n" + view.targetColumns();
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
