package io.pipit.core.sql.function;

import java.util.List;

/**
 * Functions that look for a member by its name at whatever depth: that of the object itself, else the first within what it holds. The engine
 * finds the former; what is deeper is only looked for where the text has such a name at all.
 */
final class SimpleJsonFunctions implements FunctionRegistry.Family {
    private static final String SIGNATURE = "json String, key String";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("simpleJSONExtractString", SIGNATURE, "A member at any depth that is a text, or ''.", c -> {
            return Rendered.exact(
                    "CASE WHEN starts_with(" + raw(c) + ", '\"') THEN " + text(c) + " ELSE '' END", Types.STRING);
        });
        f.define("simpleJSONExtractRaw", SIGNATURE, "A member at any depth as JSON text, or ''.", c -> {
            return Rendered.exact("coalesce(" + raw(c) + ", '')", Types.STRING);
        });
        f.define("simpleJSONExtractInt", SIGNATURE, "A member at any depth as Int64, or 0.", c -> {
            return Rendered.exact("coalesce(" + JsonFunctions.whole(text(c), Types.INT64) + ", 0)", Types.INT64);
        });
        f.define("simpleJSONExtractUInt", SIGNATURE, "A member at any depth as UInt64, or 0.", c -> {
            return Rendered.exact("coalesce(" + JsonFunctions.whole(text(c), Types.UINT64) + ", 0)", Types.UINT64);
        });
        f.define("simpleJSONExtractFloat", SIGNATURE, "A member at any depth as Float64, or 0.", c -> {
            return Rendered.exact("coalesce(TRY_CAST(" + text(c) + " AS DOUBLE), 0)", Types.FLOAT64);
        });
        f.define("simpleJSONExtractBool", SIGNATURE, "Whether a member at any depth is true.", c -> {
            return Rendered.condition("coalesce(" + raw(c) + " = 'true', false)");
        });
        f.define("simpleJSONHas", SIGNATURE, "Whether there is a member at any depth.", c -> {
            return Rendered.condition("(" + raw(c) + " IS NOT NULL)");
        });
        for (String name : List.of(
                "ExtractString", "ExtractRaw", "ExtractInt", "ExtractUInt", "ExtractFloat", "ExtractBool", "Has")) {
            f.alias("simpleJSON" + name, "visitParam" + name);
        }
    }

    private static String raw(CallSite c) {
        return "coalesce(" + JsonPaths.raw(c, 2, false) + ", " + deeper(c, "%s") + ")";
    }

    private static String text(CallSite c) {
        return "coalesce(" + JsonPaths.text(c, 2, false) + ", " + deeper(c, "pipit_text('jsonText', %s)") + ")";
    }

    private static String deeper(CallSite c, String form) {
        String found = "pipit_text('jsonFirst', " + c.text(0) + ", " + c.text(1) + ")";
        return "CASE WHEN contains(" + c.text(0) + ", '\"' || " + c.text(1) + " || '\"') THEN "
                + form.replace("%s", found) + " END";
    }
}
