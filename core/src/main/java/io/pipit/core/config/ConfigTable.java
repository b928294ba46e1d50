package io.pipit.core.config;

import java.time.Duration;
import java.util.Map;

/** The documentation of all keys, made from the records. */
public final class ConfigTable {
    private ConfigTable() {}

    /** A Markdown table: key, default, form, environment variable and meaning. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("| key | default | form | variable | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey key : ConfigKey.all()) {
            Setting setting = key.setting();
            out.append("| `").append(key.name()).append(key.open() ? ".*" : "");
            out.append("` | ").append(setting.value().isEmpty() ? "" : "`" + setting.value() + "`");
            out.append(" | ").append(form(key.component().getType()));
            out.append(" | `").append(key.environmentName());
            out.append("` | ").append(setting.help()).append(" |\n");
        }
        return out.toString();
    }

    private static String form(Class<?> type) {
        if (type == int.class) {
            return "number";
        }
        if (type == ByteSize.class) {
            return "size";
        }
        if (type == Map.class) {
            return "names and values";
        }
        return type == Duration.class ? "duration" : "text";
    }
}
