package io.pipit.core.sql.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes all that a SELECT wants of the JSON in a column out of it at once, before the SELECT: the engine parses the text for each member anew. Conditions of WHERE are
 * left as they are, since they may leave out the rows; so is what is taken once.
 */
final class JsonPasses {
    private static final int WORTH_IT = 2;

    /** What {@code JsonPaths} writes for keys that are constants; none that the engine may take for a pattern. */
    private static final Pattern TAKEN = Pattern.compile(
            "TRY\\((json_extract(?:_string)?)\\((s\\d+)\\.(\"(?:[^\"]|\"\")*\"), ('(?:[^'*\\\\]|'')*')\\)\\)");

    private record Json(String function, String alias, String column) {
        static Json of(MatchResult taken) {
            return new Json(taken.group(1), taken.group(2), taken.group(3));
        }
    }

    /** What is taken of one column, under a name that it has then. */
    private static final class Pass {
        private final Json json;
        private final String name;
        private final List<String> paths = new ArrayList<>();
        private int uses;

        Pass(Json json, int number) {
            this.json = json;
            this.name = "\"_pipit_json" + number + '"';
        }

        void use(String path) {
            uses++;
            if (!paths.contains(path)) {
                paths.add(path);
            }
        }

        String column() {
            String wanted = paths.size() == 1 ? paths.get(0) : paths.toString();
            return "TRY(" + json.function() + "(" + json.alias() + "." + json.column() + ", " + wanted + ")) AS "
                    + name;
        }

        String value(String path) {
            String all = json.alias() + "." + name;
            return paths.size() == 1 ? all : all + "[" + (paths.indexOf(path) + 1) + "]";
        }
    }

    private final Map<Json, Pass> passes = new LinkedHashMap<>();
    private final Map<String, String> places;

    /**
     * Of a SELECT.
     *
     * @param text its text but for FROM and WHERE
     * @param places what stands in FROM, by its alias; what is not there is read as it is
     */
    JsonPasses(String text, Map<String, String> places) {
        this.places = places;
        Matcher taken = TAKEN.matcher(text);
        while (taken.find()) {
            if (places.containsKey(taken.group(2))) {
                passes.computeIfAbsent(Json.of(taken), json -> new Pass(json, passes.size()))
                        .use(taken.group(4));
            }
        }
        passes.values().removeIf(pass -> pass.uses < WORTH_IT);
    }

    /** The text with what has been taken out. */
    String text(String text) {
        return passes.isEmpty()
                ? text
                : TAKEN.matcher(text).replaceAll(taken -> {
                    Pass pass = passes.get(Json.of(taken));
                    return Matcher.quoteReplacement(pass == null ? taken.group() : pass.value(taken.group(4)));
                });
    }

    /** FROM with what is taken out there. */
    String from(String from) {
        String changed = from;
        for (Map.Entry<String, String> place : places.entrySet()) {
            String alias = place.getKey();
            List<String> columns = passes.values().stream()
                    .filter(pass -> pass.json.alias().equals(alias))
                    .map(Pass::column)
                    .toList();
            if (!columns.isEmpty()) {
                String whole = place.getValue() + " AS " + alias;
                String with = "(SELECT *, " + String.join(", ", columns) + " FROM " + whole + ") AS " + alias;
                changed = Pattern.compile(Pattern.quote(whole) + "(?!\\d)")
                        .matcher(changed)
                        .replaceFirst(Matcher.quoteReplacement(with));
            }
        }
        return changed;
    }
}
