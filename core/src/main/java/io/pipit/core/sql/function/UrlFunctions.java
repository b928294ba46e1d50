package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.ArrayType;

/** Parts of URLs. What is not there gives ''. */
final class UrlFunctions implements FunctionRegistry.Family {
    private static final String HOST = "'^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#:]+)'";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.add("protocol", 1, 1, "What stands before '://'.", c -> extract(c, "'^([a-zA-Z][a-zA-Z0-9+.-]*)://'"));
        f.add("domain", 1, 1, "The host.", c -> text(host(c)));
        f.alias("domain", "netloc");
        f.add(
                "domainWithoutWWW",
                1,
                1,
                "The host without 'www.'.",
                c -> text("regexp_replace(" + host(c) + ", '^www\\.', '')"));
        f.add(
                "topLevelDomain",
                1,
                1,
                "What stands after the last dot of the host.",
                c -> text("regexp_extract(" + host(c) + ", '\\.([^.0-9][^.]*)$', 1)"));
        f.add(
                "firstSignificantSubdomain",
                1,
                1,
                "The name before the top level.",
                c -> text("regexp_extract(" + host(c) + ", '([^.]+)\\.(?:(?:com|co|net|org|gov|edu)\\.)?[^.]+$', 1)"));
        f.add(
                "path",
                1,
                1,
                "What stands between the host and '?'.",
                c -> extract(c, "'^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*(/[^?#]*)'"));
        f.add(
                "pathFull",
                1,
                1,
                "The path with all after it.",
                c -> extract(c, "'^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*(/.*)$'"));
        f.add("queryString", 1, 1, "What stands after '?'.", c -> extract(c, "'\\?([^#]*)'"));
        f.add("fragment", 1, 1, "What stands after '#'.", c -> extract(c, "'#(.*)$'"));
        f.add(
                "port",
                1,
                2,
                "The port, or 0.",
                c -> Rendered.of(
                        "coalesce(TRY_CAST(regexp_extract(" + c.text(0)
                                + ", '^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*:([0-9]+)', 1) AS USMALLINT), "
                                + (c.size() > 1 ? c.sql(1) : "0") + ")",
                        Types.UINT16));
        f.add(
                "cutQueryString",
                1,
                1,
                "Without '?' and all after it.",
                c -> text("regexp_replace(" + c.text(0) + ", '\\?[^#]*', '')"));
        f.add(
                "cutFragment",
                1,
                1,
                "Without '#' and all after it.",
                c -> text("regexp_replace(" + c.text(0) + ", '#.*$', '')"));
        f.add(
                "cutQueryStringAndFragment",
                1,
                1,
                "Without query and fragment.",
                c -> text("regexp_replace(" + c.text(0) + ", '[?#].*$', '')"));
        f.add("cutWWW", 1, 1, "Without 'www.'.", c -> text("regexp_replace(" + c.text(0) + ", '//www\\.', '//')"));
        f.add(
                "extractURLParameter",
                2,
                2,
                "The value of a parameter.",
                c -> text("regexp_extract(" + c.text(0) + ", '[?&#]' || regexp_escape(" + c.text(1)
                        + ") || '=([^&#]*)', 1)"));
        f.add(
                "extractURLParameters",
                1,
                1,
                "All parameters as name=value.",
                c -> Rendered.exact(
                        "regexp_extract_all(" + c.text(0) + ", '[?&#]([^&#=]+=[^&#]*)', 1)",
                        new ArrayType(Types.STRING)));
        f.add(
                "extractURLParameterNames",
                1,
                1,
                "The names of all parameters.",
                c -> Rendered.exact(
                        "regexp_extract_all(" + c.text(0) + ", '[?&#]([^&#=]+)=', 1)", new ArrayType(Types.STRING)));
        f.add(
                "cutURLParameter",
                2,
                2,
                "Without a parameter.",
                c -> text("regexp_replace(regexp_replace(" + c.text(0) + ", '([?&])' || regexp_escape(" + c.text(1)
                        + ") || '=[^&#]*(&|$)', '\\1'), '[?&]$', '')"));
        f.add(
                "encodeURLComponent",
                1,
                1,
                "With %XX for what has a meaning in URLs.",
                c -> text("url_encode(" + c.text(0) + ")"));
        f.add("decodeURLComponent", 1, 1, "With %XX turned back.", c -> text("url_decode(" + c.text(0) + ")"));
        f.add(
                "encodeURLFormComponent",
                1,
                1,
                "As encodeURLComponent, with + for a blank.",
                c -> text("replace(url_encode(" + c.text(0) + "), '%20', '+')"));
        f.add(
                "decodeURLFormComponent",
                1,
                1,
                "As decodeURLComponent, with a blank for +.",
                c -> text("url_decode(replace(" + c.text(0) + ", '+', ' '))"));
    }

    private static Rendered text(String sql) {
        return Rendered.exact(sql, Types.STRING);
    }

    private static Rendered extract(CallSite c, String pattern) {
        return text("coalesce(regexp_extract(" + c.text(0) + ", " + pattern + ", 1), '')");
    }

    private static String host(CallSite c) {
        return "CASE WHEN contains(" + c.text(0) + ", '//') THEN regexp_extract(" + c.text(0) + ", " + HOST
                + ", 1) ELSE regexp_extract(" + c.text(0) + ", '^([A-Za-z0-9.-]+\\.[A-Za-z0-9-]+)(?:[:/?#]|$)', 1) END";
    }
}
