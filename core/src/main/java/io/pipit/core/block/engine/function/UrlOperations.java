package io.pipit.core.block.engine.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** URLs cut into steps, and without some of their parameters. */
final class UrlOperations {
    private UrlOperations() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("urlHierarchy", a -> hierarchy(a[0], true));
        texts.put("urlPathHierarchy", a -> hierarchy(a[0], false));
        texts.put("cutURLParameter", a -> cut(a[0], a[1]));
        texts.put("urlDecode", a -> decode(a[0]));
    }

    /** Each prefix that ends with a separator, and the whole. */
    private static String hierarchy(String url, boolean whole) {
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        if (url.isEmpty()) {
            return steps.toString();
        }
        int scheme = url.indexOf("://");
        boolean known =
                scheme > 0 && url.substring(0, scheme).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '+');
        if (!known) {
            return whole ? steps.add(url).toString() : steps.toString();
        }
        int host = scheme + 3;
        int path = host;
        while (path < url.length() && "/?#".indexOf(url.charAt(path)) < 0) {
            path++;
        }
        if (path == url.length()) {
            return whole ? steps.add(url).toString() : steps.toString();
        }
        int start = whole ? 0 : path;
        int from = whole ? path : path + 1;
        for (int i = from; i < url.length(); i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0 && (i > path || whole)) {
                int end = i + 1;
                while (end < url.length() && "/?#".indexOf(url.charAt(end)) >= 0) {
                    end++;
                }
                steps.add(url.substring(start, end));
                i = end - 1;
                if (end == url.length()) {
                    return steps.toString();
                }
            }
        }
        return steps.add(url.substring(start)).toString();
    }

    private static String cut(String url, String names) {
        String result = url;
        for (String name : List.of(names.split("\n", -1))) {
            int at = -1;
            for (char before : new char[] {'?', '&', '#'}) {
                int found = result.indexOf(before + name + "=");
                at = found >= 0 && (at < 0 || found < at) ? found : at;
            }
            if (at < 0) {
                continue;
            }
            int end = at + 1;
            while (end < result.length() && result.charAt(end) != '&' && result.charAt(end) != '#') {
                end++;
            }
            boolean more = end < result.length() && result.charAt(end) == '&';
            boolean first = result.charAt(at) != '&';
            result = more || first
                    ? result.substring(0, at + 1) + result.substring(more ? end + 1 : end)
                    : result.substring(0, at) + result.substring(end);
        }
        return result;
    }

    private static String decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            if (low < 0) {
                out.write(in[i]);
            } else {
                out.write(high << 4 | low);
                i += 2;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
