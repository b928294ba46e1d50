package io.pipit.core.block.engine.function;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Texts where the dialect counts bytes, and what the engine has no function for. */
final class TextOperations {
    private TextOperations() {}

    static void register(Map<String, HashOperation> numbers, Map<String, TextOperation> texts) {
        texts.put("normalQuery", a -> NormalQuery.of(a[0], !a[1].isEmpty()));
        texts.put("soundex", a -> Soundex.of(a[0]));
        texts.put("initcap", a -> initcap(a[0], false));
        texts.put("initcapUTF8", a -> initcap(a[0], true));
        texts.put("lower", a -> lower(a[0]));
        texts.put("substring", a -> substring(Units.of(a[0], a[1]), number(a[2]), a.length > 3 ? number(a[3]) : null));
        texts.put("side", a -> side(a[0], Units.of(a[0].endsWith("UTF8") ? "UTF8" : "", a[1]), number(a[2])));
        texts.put("pad", a -> pad(a[0], Units.of(a[0].endsWith("UTF8") ? "UTF8" : "", a[1]), number(a[2]), a[3]));
        texts.put("substringIndex", a -> substringIndex(a[0], a[1], number(a[2])));
        texts.put(
                "overlay", a -> overlay(Units.of(a[0], a[1]), a[2], number(a[3]), a.length > 4 ? number(a[4]) : null));
        texts.put("quoteMeta", a -> a[0].replaceAll("([\\\\^$.\\[\\]|()?*+{:\\-])", "\\\\$1"));
        texts.put("subsequence", a -> subsequence(a[0], a[1]) ? "1" : "0");
        texts.put("pairs", a -> KeyValuePairs.json(a[0], a[1].charAt(0), a[2]));
        numbers.put("firstByte", a -> a[0].isEmpty() ? 0 : bytes(a[0])[0] & 0xFF);
        numbers.put("countSubstrings", TextOperations::count);
        numbers.put("position", TextOperations::position);
        numbers.put("editDistance", a -> EditDistance.of(Units.of("", a[0]), Units.of("", a[1])));
        numbers.put("editDistanceUTF8", a -> EditDistance.of(Units.of("UTF8", a[0]), Units.of("UTF8", a[1])));
        numbers.put("hamming", TextOperations::hamming);
    }

    static long number(String text) {
        return Long.parseLong(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return out.toString();
    }

    private static String initcap(String text, boolean all) {
        StringBuilder out = new StringBuilder();
        boolean start = true;
        for (int c : text.codePoints().toArray()) {
            boolean known = all || c < 128;
            boolean word = known ? Character.isLetterOrDigit(c) : false;
            int shown = !word ? c : start ? Character.toUpperCase(c) : Character.toLowerCase(c);
            out.appendCodePoint(shown);
            start = !word;
        }
        return out.toString();
    }

    private static String substring(Units text, long offset, Long length) {
        int n = text.size();
        if (offset == 0) {
            return "";
        }
        long from = offset > 0 ? offset - 1 : n + offset;
        long to = length == null ? n : length < 0 ? n + length : Math.min(n, from + length);
        return text.slice(Math.max(0, from), to);
    }

    private static String side(String name, Units text, long length) {
        int n = text.size();
        long count = length >= 0 ? Math.min(length, n) : Math.max(0, n + length);
        return name.startsWith("left") ? text.slice(0, count) : text.slice(n - count, n);
    }

    private static String pad(String name, Units text, long length, String fill) {
        int n = text.size();
        if (length < 0) {
            throw new IllegalArgumentException(name + ": the length " + length + " is negative");
        } else if (length > 16_777_216) {
            throw new IllegalArgumentException(name + ": the length " + length + " is over 16777216");
        } else if (length <= n) {
            return text.slice(0, length);
        }
        Units filler = Units.of(name.endsWith("UTF8") ? "UTF8" : "", fill.isEmpty() ? " " : fill);
        String filled = filler.repeated((int) (length - n));
        return name.startsWith("left") ? filled + text.slice(0, n) : text.slice(0, n) + filled;
    }

    private static String substringIndex(String text, String delimiter, long count) {
        if (count == 0 || delimiter.isEmpty()) {
            return "";
        }
        int at = count > 0 ? -delimiter.length() : text.length();
        for (long i = 0; i < Math.abs(count); i++) {
            at = count > 0
                    ? text.indexOf(delimiter, at + delimiter.length())
                    : at <= 0 ? -1 : text.lastIndexOf(delimiter, at - 1);
            if (at < 0) {
                return text;
            }
        }
        return count > 0 ? text.substring(0, at) : text.substring(at + delimiter.length());
    }

    private static String overlay(Units text, String part, long offset, Long length) {
        int n = text.size();
        Units replacement = text.like(part);
        long from = offset > 0 ? Math.min(offset - 1, n) : offset < 0 ? Math.max(0, n + offset) : 0;
        long cut = length == null || length < 0 ? replacement.size() : length;
        return text.slice(0, from) + part + text.slice(Math.min(n, from + cut), n);
    }

    private static boolean subsequence(String text, String part) {
        int at = 0;
        for (int i = 0; i < text.length() && at < part.length(); i++) {
            if (text.charAt(i) == part.charAt(at)) {
                at++;
            }
        }
        return at == part.length();
    }

    private static long count(String[] a) {
        if (a[1].isEmpty()) {
            return 0;
        }
        long found = 0;
        int start = a.length > 2 ? (int) Math.max(0, number(a[2]) - 1) : 0;
        for (int at = a[0].indexOf(a[1], start); at >= 0; at = a[0].indexOf(a[1], at + a[1].length())) {
            found++;
        }
        return found;
    }

    private static long position(String[] a) {
        boolean characters = a[0].contains("u");
        boolean folded = a[0].contains("i");
        String text = folded ? characters ? a[1].toLowerCase(Locale.ROOT) : lower(a[1]) : a[1];
        String part = folded ? characters ? a[2].toLowerCase(Locale.ROOT) : lower(a[2]) : a[2];
        Units all = Units.of(characters ? "UTF8" : "", text);
        long start = a.length > 3 ? number(a[3]) : 1;
        if (start > all.size() + 1L) {
            return 0;
        }
        int from = all.slice(0, Math.max(0, start - 1)).length();
        int at = text.indexOf(part, from);
        return at < 0 ? 0 : all.like(text.substring(0, at)).size() + 1L;
    }

    private static long hamming(String[] a) {
        byte[] first = bytes(a[0]);
        byte[] second = bytes(a[1]);
        if (first.length != second.length) {
            throw new IllegalArgumentException("byteHammingDistance needs texts of the same length, not of "
                    + first.length + " and " + second.length + " bytes");
        }
        long differ = 0;
        for (int i = 0; i < first.length; i++) {
            differ += first[i] == second[i] ? 0 : 1;
        }
        return differ;
    }

    /** A text as its bytes or as its characters. */
    record Units(byte[] bytes, int[] characters) {
        static Units of(String kind, String text) {
            return kind.equals("UTF8")
                    ? new Units(null, text.codePoints().toArray())
                    : new Units(text.getBytes(StandardCharsets.UTF_8), null);
        }

        Units like(String text) {
            return of(bytes == null ? "UTF8" : "", text);
        }

        int size() {
            return bytes == null ? characters.length : bytes.length;
        }

        int at(int index) {
            return bytes == null ? characters[index] : bytes[index];
        }

        String slice(long from, long to) {
            int start = (int) Math.max(0, Math.min(from, size()));
            int end = (int) Math.max(start, Math.min(to, size()));
            return bytes == null
                    ? new String(characters, start, end - start)
                    : new String(bytes, start, end - start, StandardCharsets.UTF_8);
        }

        String repeated(int size) {
            if (bytes == null) {
                int[] all = new int[size];
                Arrays.setAll(all, i -> characters[i % characters.length]);
                return new String(all, 0, size);
            }
            byte[] all = new byte[size];
            for (int i = 0; i < size; i++) {
                all[i] = bytes[i % bytes.length];
            }
            return new String(all, StandardCharsets.UTF_8);
        }
    }
}
