package io.pipit.core.project.template.expression;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Methods of texts, lists and dictionaries. */
final class Methods {
    static final Set<String> NAMES = new TreeSet<>(Set.of(
            "split",
            "startswith",
            "endswith",
            "strip",
            "lstrip",
            "rstrip",
            "join",
            "replace",
            "lower",
            "upper",
            "title",
            "isdigit",
            "find",
            "count",
            "index",
            "get",
            "keys",
            "values",
            "items"));

    static {
        NAMES.addAll(MoreTextMethods.NAMES);
        NAMES.addAll(Set.of("format", "append", "extend", "copy"));
    }

    private Methods() {}

    static Object call(Object target, String method, List<Object> arguments, Budget budget) {
        Object value = Operations.needed(target);
        List<Object> plain =
                new ArrayList<>(arguments.stream().map(Operations::plain).toList());
        if (value instanceof String text) {
            budget.volume(text.length());
            return ofText(text, method, plain, budget);
        } else if (value instanceof Map<?, ?> map) {
            return ofMap(map, method, plain);
        } else if (value instanceof List<?> list) {
            return ofList(list, method, plain, budget);
        }
        throw unknown(method, value);
    }

    private static Object ofText(String text, String method, List<Object> arguments, Budget budget) {
        return switch (method) {
            case "split" -> split(text, arguments, budget);
            case "startswith" -> anyText(arguments).stream().anyMatch(text::startsWith);
            case "endswith" -> anyText(arguments).stream().anyMatch(text::endsWith);
            case "strip" -> strip(text, arguments, true, true);
            case "lstrip" -> strip(text, arguments, true, false);
            case "rstrip" -> strip(text, arguments, false, true);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "title" -> title(text);
            case "isdigit" -> !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            case "find" -> BigInteger.valueOf(text.indexOf(text(arguments, 0, method)));
            case "count" -> BigInteger.valueOf(occurrences(text, text(arguments, 0, method)));
            case "replace" -> replace(text, text(arguments, 0, method), text(arguments, 1, method), budget);
            case "join" -> join(text, arguments, budget);
            default -> MoreTextMethods.call(text, method, arguments, budget).orElseThrow(() -> unknown(method, text));
        };
    }

    private static Object ofMap(Map<?, ?> map, String method, List<Object> arguments) {
        return switch (method) {
            case "get" -> {
                Object key = argument(arguments, 0, method);
                yield map.containsKey(key) ? map.get(key) : arguments.size() > 1 ? arguments.get(1) : null;
            }
            case "keys" -> new ArrayList<Object>(map.keySet());
            case "copy" -> new LinkedHashMap<Object, Object>(map);
            case "values" -> new ArrayList<Object>(map.values());
            case "items" -> {
                List<Object> items = new ArrayList<>();
                map.forEach((key, value) -> items.add(Arrays.asList(key, value)));
                yield items;
            }
            default -> throw unknown(method, map);
        };
    }

    @SuppressWarnings("unchecked")
    private static Object ofList(List<?> list, String method, List<Object> arguments, Budget budget) {
        if (method.equals("copy")) {
            return new ArrayList<Object>(list);
        }
        Object wanted = argument(arguments, 0, method);
        return switch (method) {
            case "count" ->
                BigInteger.valueOf(
                        list.stream().filter(i -> Operations.equal(i, wanted)).count());
            case "index" -> {
                for (int i = 0; i < list.size(); i++) {
                    if (Operations.equal(list.get(i), wanted)) {
                        yield BigInteger.valueOf(i);
                    }
                }
                throw TemplateErrors.template("'" + wanted + "' is not in the list.");
            }
            case "append", "extend" -> {
                if (!(list instanceof ArrayList)) {
                    throw TemplateErrors.template("A list of the request cannot be changed; use list(...) first.");
                }
                List<Object> members = method.equals("append")
                        ? Collections.singletonList(wanted)
                        : new ArrayList<>(TemplateValues.items(wanted));
                budget.volume(members.size());
                ((List<Object>) list).addAll(members);
                yield null;
            }
            default -> throw unknown(method, list);
        };
    }

    private static List<Object> split(String text, List<Object> arguments, Budget budget) {
        if (arguments.isEmpty() || arguments.get(0) == null) {
            String stripped = text.strip();
            return stripped.isEmpty() ? List.of() : new ArrayList<>(Arrays.asList(stripped.split("\\s+")));
        }
        String separator = text(arguments, 0, "split");
        if (separator.isEmpty()) {
            throw TemplateErrors.template("split needs a separator that is not empty.");
        }
        int limit = arguments.size() > 1 ? Operations.integer(arguments.get(1), "The limit of split") + 1 : -1;
        List<Object> parts =
                new ArrayList<>(Arrays.asList(text.split(Pattern.quote(separator), limit <= 0 ? -1 : limit)));
        budget.volume(parts.size());
        return parts;
    }

    private static List<String> anyText(List<Object> arguments) {
        Object wanted = argument(arguments, 0, "startswith");
        return wanted instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(wanted));
    }

    private static String strip(String text, List<Object> arguments, boolean left, boolean right) {
        String drop = arguments.isEmpty() ? " \t\n\r\f\u000B" : text(arguments, 0, "strip");
        int from = 0;
        int to = text.length();
        while (left && from < to && drop.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (right && to > from && drop.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder(text.toLowerCase(Locale.ROOT));
        for (int i = 0; i < out.length(); i++) {
            if (i == 0 || !Character.isLetter(out.charAt(i - 1))) {
                out.setCharAt(i, Character.toUpperCase(out.charAt(i)));
            }
        }
        return out.toString();
    }

    private static int occurrences(String text, String wanted) {
        return wanted.isEmpty()
                ? text.length() + 1
                : (text.length() - text.replace(wanted, "").length()) / wanted.length();
    }

    private static String replace(String text, String from, String to, Budget budget) {
        budget.volume(text.length() + (long) occurrences(text, from) * to.length());
        return text.replace(from, to);
    }

    private static String join(String separator, List<Object> arguments, Budget budget) {
        if (!(Operations.needed(argument(arguments, 0, "join")) instanceof List<?> items)) {
            throw TemplateErrors.template("join needs a list, for instance ','.join(names).");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            String item = TextPattern.text(items.get(i));
            budget.volume((long) separator.length() + item.length());
            out.append(i == 0 ? "" : separator).append(item);
        }
        return out.toString();
    }

    static Object argument(List<Object> arguments, int index, String method) {
        if (index >= arguments.size()) {
            throw TemplateErrors.template(
                    "The method '" + method + "' needs " + (index + 1) + (index == 0 ? " argument." : " arguments."));
        }
        return arguments.get(index) instanceof Missing missing ? Operations.needed(missing) : arguments.get(index);
    }

    static String text(List<Object> arguments, int index, String method) {
        Object value = argument(arguments, index, method);
        if (value instanceof String text) {
            return text;
        }
        throw TemplateErrors.template(
                "The method '" + method + "' needs a text, not " + Operations.typeName(value) + ".");
    }

    private static RuntimeException unknown(String method, Object value) {
        return TemplateErrors.template(
                "The method '" + method + "' does not exist for " + Operations.typeName(value) + ".");
    }
}
