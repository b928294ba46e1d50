package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.ArrayType;
import java.util.Locale;

/** Parts of URLs. What is not there gives ''. A host needs a dot, as with the engine that defined the dialect. */
final class UrlFunctions implements FunctionRegistry.Family {
    /** What ends a host or cannot be in one. */
    private static final String NOT_HOST = " \\t<>%{}|\\\\^~\\[\\];=&:/?#@";

    private static final String HOST = "'^(?:(?:[a-zA-Z0-9+.\\-]+:)?//)?(?:[^" + NOT_HOST + "]*@)?((?:[^" + NOT_HOST
            + ".]*\\.)+[^" + NOT_HOST + ".]+)(?:[:/?#]|$)'";
    private static final String HOST_RFC = "'^(?:(?:[a-zA-Z0-9+.\\-]+:)?//)?(?:[^/?#@]*@)?((?:[^" + NOT_HOST
            + ".]*\\.)+[^" + NOT_HOST + ".]+)(?:[:/?#]|$)'";
    private static final String AFTER_HOST = "regexp_replace(%s, '^[^/?#]*//[^/?#]*', '')";
    private static final ArrayType TEXTS = new ArrayType(Types.STRING);

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define("protocol", "url String", "What stands before ':' at the start.", c -> {
            return extract(c.text(0), "'^([a-zA-Z][a-zA-Z0-9+.\\-]*):'");
        });
        f.define("domain", "url String", "The host.", c -> extract(c.text(0), HOST));
        f.define(
                "domainRFC",
                "url String",
                "The host, also after a user with a password.",
                c -> extract(c.text(0), HOST_RFC));
        f.define("domainWithoutWWW", "url String", "The host without 'www.'.", c -> {
            return text("regexp_replace(" + host(c) + ", '^www\\.', '')");
        });
        f.alias("domainWithoutWWW", "domainWithoutWWWRFC");
        f.define("topLevelDomain", "url String", "What stands after the last dot of the host.", c -> {
            return extract(host(c), "'\\.([^.0-9][^.]*)$'");
        });
        f.alias("topLevelDomain", "topLevelDomainRFC");
        String second = "(?:(?:com|co|net|org|gov|edu)\\.)?[^.]+$'";
        f.define("firstSignificantSubdomain", "url String", "The name before the top level.", c -> {
            return extract(host(c), "'([^.]+)\\." + second);
        });
        f.define(
                "cutToFirstSignificantSubdomain",
                "url String",
                "The host from the name before the top level on.",
                c -> {
                    return extract(
                            "regexp_replace(" + host(c) + ", '^www\\.', '')",
                            "'((?:[^.]+\\.)?" + second.replace("$'", ")$'"));
                });
        f.define(
                "cutToFirstSignificantSubdomainWithWWW",
                "url String",
                "As cutToFirstSignificantSubdomain, keeping 'www.'.",
                c -> {
                    return extract(host(c), "'((?:[^.]+\\.)?" + second.replace("$'", ")$'"));
                });
        f.define("port", "url String, default Int?", "The port, or the default, or 0.", c -> {
            String port = "TRY_CAST(regexp_extract(" + c.text(0)
                    + ", '^(?:(?:[a-zA-Z0-9+.\\-]+:)?//)?[^/?#]*:([0-9]+)(?:[/?#]|$)', 1) AS USMALLINT)";
            return Rendered.of("coalesce(" + port + ", " + (c.size() > 1 ? c.sql(1) : "0") + ")", Types.UINT16);
        });
        f.define("netloc", "url String", "User, host and port.", c -> {
            return extract(c.text(0), "'^(?:[a-zA-Z][a-zA-Z0-9+.\\-]*:)?//([^/?#]*)'");
        });
        paths(f);
        parameters(f);
        encodings(f);
    }

    private static Rendered text(String sql) {
        return Rendered.exact(sql, Types.STRING);
    }

    private static Rendered extract(String text, String pattern) {
        return text("regexp_extract(" + text + ", " + pattern + ", 1)");
    }

    private static String host(CallSite c) {
        return "regexp_extract(" + c.text(0) + ", " + HOST + ", 1)";
    }

    private static Rendered list(String operation, CallSite c) {
        String json = "pipit_text('" + operation + "', " + c.text(0) + ")";
        return Rendered.exact("from_json(" + json + ", '[\"VARCHAR\"]')", TEXTS);
    }

    private static String afterHost(CallSite c) {
        return String.format(Locale.ROOT, AFTER_HOST, c.text(0));
    }

    private static void paths(FunctionRegistry.Builder f) {
        f.define("path", "url String", "What stands between the host and '?'.", c -> {
            return extract(afterHost(c), "'^[^/?#]*(/[^?#]*)'");
        });
        f.define(
                "pathFull",
                "url String",
                "The path with all after it.",
                c -> extract(afterHost(c), "'^[^/?#]*(/.*)$'"));
        f.define("queryString", "url String", "What stands after '?'.", c -> extract(c.text(0), "'\\?([^#]*)'"));
        f.define("fragment", "url String", "What stands after '#'.", c -> extract(c.text(0), "'#(.*)$'"));
        f.define("queryStringAndFragment", "url String", "What stands after '?', or from '#' on.", c -> {
            String t = c.text(0);
            return text("CASE WHEN contains(" + t + ", '?') THEN regexp_extract(" + t
                    + ", '\\?(.*)$', 1) ELSE regexp_extract(" + t + ", '(#.*)$', 1) END");
        });
        f.define(
                "URLHierarchy",
                "url String",
                "The URL cut after each part, from the host on.",
                c -> list("urlHierarchy", c));
        f.define("URLPathHierarchy", "url String", "The path cut after each part.", c -> list("urlPathHierarchy", c));
        cut(f, "cutQueryString", "Without '?' and all after it.", "'\\?[^#]*'");
        cut(f, "cutFragment", "Without '#' and all after it.", "'#.*$'");
        cut(f, "cutQueryStringAndFragment", "Without query and fragment.", "'[?#].*$'");
        f.define("cutWWW", "url String", "Without 'www.'.", c -> {
            return text("regexp_replace(" + c.text(0) + ", '//www\\.', '//')");
        });
    }

    private static void cut(FunctionRegistry.Builder f, String name, String doc, String pattern) {
        f.define(name, "url String", doc, c -> text("regexp_replace(" + c.text(0) + ", " + pattern + ", '')"));
    }

    private static void parameters(FunctionRegistry.Builder f) {
        f.define(
                "extractURLParameter",
                "url String, name String",
                "The value of a parameter, as it stands there.",
                c -> {
                    return text("regexp_extract(" + c.text(0) + ", '[?&#]' || regexp_escape(" + c.text(1)
                            + ") || '=([^&#]*)', 1)");
                });
        f.define("extractURLParameters", "url String", "All parameters as name=value.", c -> {
            return Rendered.exact("regexp_extract_all(" + c.text(0) + ", '[?&#]([^&#]+)', 1)", TEXTS);
        });
        f.define("extractURLParameterNames", "url String", "The names of all parameters.", c -> {
            return Rendered.exact("regexp_extract_all(" + c.text(0) + ", '[?&#]([^&#=]+)', 1)", TEXTS);
        });
        f.define("cutURLParameter", "url String, name Any", "Without a parameter, or several.", c -> {
            String names = Types.array(c.type(1)) ? "array_to_string(" + c.sql(1) + ", chr(10))" : c.text(1);
            return text("pipit_text('cutURLParameter', " + c.text(0) + ", " + names + ")");
        });
    }

    private static void encodings(FunctionRegistry.Builder f) {
        f.define("encodeURLComponent", "text String", "With %XX for what has a meaning in URLs.", c -> {
            return text("url_encode(" + c.text(0) + ")");
        });
        f.define("decodeURLComponent", "text String", "With %XX turned back.", c -> text(decoded(c.text(0))));
        f.define("encodeURLFormComponent", "text String", "As encodeURLComponent, with + for a blank.", c -> {
            return text("replace(url_encode(" + c.text(0) + "), '%20', '+')");
        });
        f.define("decodeURLFormComponent", "text String", "As decodeURLComponent, with a blank for +.", c -> {
            return text(decoded("replace(" + c.text(0) + ", '+', ' ')"));
        });
    }

    /** The engine fails where the bytes are no UTF-8. */
    private static String decoded(String text) {
        return "coalesce(TRY(url_decode(" + text + ")), pipit_text('urlDecode', " + text + "))";
    }
}
