package io.pipit.core.project.template.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with places for values: {@code f'{a}'}, {@code '{}'.format(a)} and {@code '%s' % a}. */
final class TextPattern {
    private static final Pattern SPEC =
            Pattern.compile("(?:(.)?([<>^=]))?([+ -])?(0)?(\\d{1,4})?(,)?(?:\\.(\\d{1,2}))?([bdefgnosxX%])?");
    private static final Pattern PERCENT =
            Pattern.compile("%(?:\\((\\w+)\\))?([-+0 ]*)(\\d{1,4})?(?:\\.(\\d{1,2}))?([a-zA-Z%])");

    private TextPattern() {}

    /** The literal and computed parts of an f-text. */
    static List<Expression> parts(String pattern, Function<String, Expression> parser) {
        List<Expression> parts = new ArrayList<>();
        pieces(pattern, text -> parts.add(new Expression.Literal(text)), (field, spec) -> {
            boolean converted = field.endsWith("!s") || field.endsWith("!r");
            String plain = converted ? field.substring(0, field.length() - 2) : field;
            parts.add(new Expression.Formatted(parser.apply(plain), spec));
        });
        return parts;
    }

    /** {@code pattern.format(...)}. */
    static String format(Object target, List<Object> values, Map<String, Object> named, Budget budget) {
        if (!(Operations.needed(target) instanceof String pattern)) {
            throw TemplateErrors.template(
                    "The method 'format' does not exist for " + Operations.typeName(target) + ".");
        }
        StringBuilder out = new StringBuilder();
        int[] next = {0};
        pieces(pattern, out::append, (field, spec) -> {
            Object value;
            if (named.containsKey(field)) {
                value = named.get(field);
            } else {
                int place = field.isEmpty() ? next[0]++ : place(field);
                if (place >= values.size()) {
                    throw TemplateErrors.template("format() has no value for '{" + field + "}'.");
                }
                value = values.get(place);
            }
            out.append(formatted(value, spec, budget));
        });
        budget.volume(out.length());
        return out.toString();
    }

    private static int place(String field) {
        if (!field.matches("\\d{1,3}")) {
            throw TemplateErrors.template("format() has no value for '{" + field + "}'.");
        }
        return Integer.parseInt(field);
    }

    /** {@code pattern % values}. */
    static String percent(String pattern, Object values, Budget budget) {
        List<?> list = values instanceof List<?> l ? l : List.of(Operations.needed(values));
        Matcher matcher = PERCENT.matcher(pattern);
        StringBuilder out = new StringBuilder();
        int from = 0;
        int next = 0;
        while (matcher.find()) {
            out.append(pattern, from, matcher.start());
            from = matcher.end();
            String kind = matcher.group(5);
            if (kind.equals("%")) {
                out.append('%');
                continue;
            }
            Object value;
            if (matcher.group(1) != null && values instanceof Map<?, ?> map) {
                value = map.get(matcher.group(1));
            } else if (next < list.size()) {
                value = list.get(next++);
            } else {
                throw TemplateErrors.template("There are more places in '" + pattern + "' than values after %.");
            }
            out.append(formatted(value, spec(matcher, kind), budget));
        }
        budget.volume(out.length() + pattern.length());
        return out.append(pattern.substring(from)).toString();
    }

    private static String spec(Matcher matcher, String kind) {
        String flags = matcher.group(2);
        String width = matcher.group(3) == null ? "" : matcher.group(3);
        String digits = matcher.group(4) == null ? "" : "." + matcher.group(4);
        String type = kind.equals("i") ? "d" : kind.equals("r") ? "s" : kind;
        String align = flags.contains("-") ? "<" : flags.contains("0") ? "" : ">";
        return align + (flags.contains("+") ? "+" : "") + (align.isEmpty() ? "0" : "") + width + digits + type;
    }

    /** A value under a format such as {@code .2f} or {@code 05d}. */
    static String formatted(Object given, String spec, Budget budget) {
        Object value = given instanceof Missing ? Operations.needed(given) : Operations.plain(given);
        if (spec.isEmpty()) {
            return text(value);
        }
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw TemplateErrors.template(
                    "The format '" + spec + "' is not understood; expected for instance .2f or 05d.");
        }
        String type = parts.group(8) == null ? "" : parts.group(8);
        boolean number = value instanceof BigInteger || value instanceof Double;
        String body = number ? number(value, type, parts) : limited(text(value), parts.group(7));
        int width = parts.group(5) == null ? 0 : Integer.parseInt(parts.group(5));
        budget.volume(width);
        String fill = parts.group(1) != null ? parts.group(1) : parts.group(4) != null ? "0" : " ";
        String align = parts.group(2) != null ? parts.group(2) : parts.group(4) != null ? "=" : number ? ">" : "<";
        return padded(body, width, fill, align);
    }

    private static String limited(String text, String most) {
        return most == null ? text : text.substring(0, Math.min(text.length(), Integer.parseInt(most)));
    }

    private static String number(Object value, String type, Matcher parts) {
        String grouping = parts.group(6) == null ? "" : ",";
        BigDecimal decimal = value instanceof BigInteger i ? new BigDecimal(i) : BigDecimal.valueOf((Double) value);
        String body;
        if (type.equals("x") || type.equals("X") || type.equals("o") || type.equals("b")) {
            int radix = type.equals("b") ? 2 : type.equals("o") ? 8 : 16;
            String digits = decimal.toBigInteger().toString(radix);
            body = type.equals("X") ? digits.toUpperCase(Locale.ROOT) : digits;
        } else if (type.equals("d") || type.isEmpty() && value instanceof BigInteger && parts.group(7) == null) {
            body = String.format(Locale.ROOT, "%" + grouping + "d", decimal.toBigInteger());
        } else if (type.equals("e")) {
            body = String.format(Locale.ROOT, "%." + digits(parts) + "e", decimal);
        } else if (type.equals("%")) {
            body = fixed(decimal.movePointRight(2), digits(parts), grouping) + "%";
        } else if (type.equals("f") || parts.group(7) != null) {
            body = fixed(decimal, digits(parts), grouping);
        } else {
            body = text(value);
        }
        boolean sign = "+".equals(parts.group(3)) && decimal.signum() >= 0;
        return sign ? "+" + body : body;
    }

    private static int digits(Matcher parts) {
        return parts.group(7) == null ? 6 : Integer.parseInt(parts.group(7));
    }

    private static String fixed(BigDecimal value, int digits, String grouping) {
        return String.format(
                Locale.ROOT, "%" + grouping + "." + digits + "f", value.setScale(digits, RoundingMode.HALF_EVEN));
    }

    static String padded(String body, int width, String fill, String align) {
        int missing = width - body.length();
        if (missing <= 0) {
            return body;
        }
        boolean signed = body.startsWith("-") || body.startsWith("+");
        return switch (align) {
            case "<" -> body + fill.repeat(missing);
            case "^" -> fill.repeat(missing / 2) + body + fill.repeat(missing - missing / 2);
            case "=" ->
                signed ? body.charAt(0) + fill.repeat(missing) + body.substring(1) : fill.repeat(missing) + body;
            default -> fill.repeat(missing) + body;
        };
    }

    /** A value as {@code str()} shows it. */
    static String text(Object given) {
        Object value = given instanceof Missing ? Operations.needed(given) : Operations.plain(given);
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        } else if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw TemplateErrors.template("A single value was expected, not " + Operations.typeName(value) + ".");
        }
        return value.toString();
    }

    /** Something that a pattern has in braces: what it names, and how to print it. */
    private interface Field {
        void take(String name, String spec);
    }

    private static void pieces(String pattern, java.util.function.Consumer<String> literal, Field field) {
        StringBuilder plain = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            if ((c == '{' || c == '}') && i + 1 < pattern.length() && pattern.charAt(i + 1) == c) {
                plain.append(c);
                i += 2;
            } else if (c == '{') {
                literal.accept(plain.toString());
                plain.setLength(0);
                int end = end(pattern, i + 1);
                String content = pattern.substring(i + 1, end);
                int colon = colon(content);
                field.take(
                        (colon < 0 ? content : content.substring(0, colon)).strip(),
                        colon < 0 ? "" : content.substring(colon + 1));
                i = end + 1;
            } else {
                plain.append(c);
                i++;
            }
        }
        literal.accept(plain.toString());
    }

    private static int end(String pattern, int from) {
        int depth = 0;
        for (int i = from; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '}' && depth == 0) {
                return i;
            }
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        throw TemplateErrors.template("A '{' in '" + pattern + "' is not closed; write '{{' for the character itself.");
    }

    /** The colon before a format, outside of brackets and quotes. */
    private static int colon(String content) {
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ':' && depth == 0) {
                return i;
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            }
        }
        return -1;
    }
}
