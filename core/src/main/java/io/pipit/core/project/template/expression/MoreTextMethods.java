package io.pipit.core.project.template.expression;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** The methods of texts that are seen less often. */
final class MoreTextMethods {
    static final Set<String> NAMES = new TreeSet<>(Set.of(
            "capitalize",
            "casefold",
            "center",
            "isalnum",
            "isalpha",
            "isdecimal",
            "islower",
            "isnumeric",
            "isspace",
            "isupper",
            "ljust",
            "partition",
            "removeprefix",
            "removesuffix",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "splitlines",
            "swapcase",
            "zfill"));

    private MoreTextMethods() {}

    /** The result, or nothing when there is no such method. */
    static Optional<Object> call(String text, String method, List<Object> arguments, Budget budget) {
        return Optional.ofNullable(
                switch (method) {
                    case "capitalize" ->
                        text.isEmpty()
                                ? text
                                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + text.substring(1).toLowerCase(Locale.ROOT);
                    case "casefold" -> text.toLowerCase(Locale.ROOT);
                    case "swapcase" -> swapped(text);
                    case "isalpha" -> all(text, Character::isLetter);
                    case "isalnum" -> all(text, Character::isLetterOrDigit);
                    case "isdecimal", "isnumeric" -> all(text, Character::isDigit);
                    case "isspace" -> all(text, Character::isWhitespace);
                    case "islower" -> cased(text) && text.equals(text.toLowerCase(Locale.ROOT));
                    case "isupper" -> cased(text) && text.equals(text.toUpperCase(Locale.ROOT));
                    case "ljust" -> padded(text, arguments, "<", budget);
                    case "rjust" -> padded(text, arguments, ">", budget);
                    case "center" -> padded(text, arguments, "^", budget);
                    case "zfill" -> TextPattern.padded(text, width(arguments, budget), "0", "=");
                    case "removeprefix" ->
                        text.startsWith(Methods.text(arguments, 0, method))
                                ? text.substring(
                                        Methods.text(arguments, 0, method).length())
                                : text;
                    case "removesuffix" ->
                        text.endsWith(Methods.text(arguments, 0, method))
                                ? text.substring(
                                        0,
                                        text.length()
                                                - Methods.text(arguments, 0, method)
                                                        .length())
                                : text;
                    case "index" -> found(text, text.indexOf(Methods.text(arguments, 0, method)));
                    case "rindex" -> found(text, text.lastIndexOf(Methods.text(arguments, 0, method)));
                    case "rfind" -> BigInteger.valueOf(text.lastIndexOf(Methods.text(arguments, 0, method)));
                    case "partition" -> divided(text, Methods.text(arguments, 0, method), false);
                    case "rpartition" -> divided(text, Methods.text(arguments, 0, method), true);
                    case "rsplit" -> splitFromTheEnd(text, arguments, budget);
                    case "splitlines" -> new ArrayList<Object>(Arrays.asList(text.split("\\R")));
                    default -> null;
                });
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.chars().allMatch(test);
    }

    private static boolean cased(String text) {
        return text.chars().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
    }

    private static String swapped(String text) {
        StringBuilder out = new StringBuilder();
        text.chars()
                .forEach(c -> out.append(
                        (char) (Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))));
        return out.toString();
    }

    private static String padded(String text, List<Object> arguments, String align, Budget budget) {
        String fill = arguments.size() > 1 ? Methods.text(arguments, 1, "ljust") : " ";
        if (fill.length() != 1) {
            throw TemplateErrors.template("A text is filled up with one character, not with '" + fill + "'.");
        }
        return TextPattern.padded(text, width(arguments, budget), fill, align);
    }

    private static int width(List<Object> arguments, Budget budget) {
        int width = Operations.integer(Methods.argument(arguments, 0, "ljust"), "A width");
        budget.volume(Math.max(0, width));
        return width;
    }

    private static BigInteger found(String text, int at) {
        if (at < 0) {
            throw TemplateErrors.template("What is asked for is not in '" + text + "'; find() gives -1 then.");
        }
        return BigInteger.valueOf(at);
    }

    private static List<Object> divided(String text, String separator, boolean last) {
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (separator.isEmpty()) {
            throw TemplateErrors.template("partition needs a separator that is not empty.");
        } else if (at < 0) {
            return new ArrayList<>(last ? List.of("", "", text) : List.of(text, "", ""));
        }
        return new ArrayList<>(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    private static List<Object> splitFromTheEnd(String text, List<Object> arguments, Budget budget) {
        String separator = arguments.isEmpty() || arguments.get(0) == null ? " " : Methods.text(arguments, 0, "rsplit");
        if (separator.isEmpty()) {
            throw TemplateErrors.template("rsplit needs a separator that is not empty.");
        }
        int most = arguments.size() > 1 ? Operations.integer(arguments.get(1), "The limit of rsplit") : -1;
        List<Object> parts = new ArrayList<>();
        String rest = text;
        for (int at = rest.lastIndexOf(separator); at >= 0 && most != 0; at = rest.lastIndexOf(separator)) {
            parts.add(0, rest.substring(at + separator.length()));
            rest = rest.substring(0, at);
            budget.volume(parts.size());
            most--;
        }
        parts.add(0, rest);
        return parts;
    }
}
