package io.pipit.core.project.pipe;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that an SQL text may read, told without understanding it: what stands after FROM, JOIN and IN, whatever branch of a
 * template it is in.
 */
public final class ReadNames {
    private static final Pattern HIDDEN =
            Pattern.compile("--[^\n]*|/\\*.*?\\*/|\\{#.*?#}|'(?:[^'\\\\]|\\\\.)*'", Pattern.DOTALL);
    private static final String NAME = "`?[A-Za-z_]\\w*`?";
    private static final String END = "(?![\\w.`]|\\s*\\()";
    private static final Pattern READ = Pattern.compile("(?i)\\b(FROM|(?<!\\bARRAY\\s{1,20})JOIN|IN)\\b\\s*\\(?\\s*("
            + NAME + ")" + END + "((?:(?:\\s+AS)?\\s+" + NAME + ")?(?:\\s+FINAL)?\\s*,\\s*" + NAME + END + ")*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern CHOSEN =
            Pattern.compile("(?i)\\b(?:TABLE|symbol)\\s*\\([^)]*\\)|(?:FROM|JOIN)\\s*\\{[{%]", Pattern.DOTALL);

    private final Set<String> first = new LinkedHashSet<>();
    private final Set<String> all = new LinkedHashSet<>();
    private final String sql;

    /** Of a text. */
    public ReadNames(String text) {
        sql = HIDDEN.matcher(text).replaceAll(" ");
        Matcher from = READ.matcher(sql);
        while (from.find()) {
            if (!from.group(1).equalsIgnoreCase("IN")) {
                first.add(from.group(2).replace("`", ""));
            }
            Matcher words = WORD.matcher(from.group());
            words.find();
            while (words.find()) {
                all.add(words.group());
            }
        }
        if (CHOSEN.matcher(text).find()) { // a table that a parameter names: any word may be it
            Matcher words = WORD.matcher(text);
            while (words.find()) {
                all.add(words.group());
            }
        }
    }

    /** Every name that may be read, besides aliases and other words. */
    public Set<String> all() {
        return all;
    }

    /** Names that are tables, unless they are common table expressions. */
    public Set<String> tables() {
        Set<String> tables = new LinkedHashSet<>(first);
        tables.removeIf(this::noTable);
        return tables;
    }

    private boolean noTable(String name) {
        boolean common = Pattern.compile("(?i)\\b`?" + name + "`?\\s+AS\\s*\\(")
                .matcher(sql)
                .find();
        boolean extracted = Pattern.compile("(?i)\\b(EXTRACT|TRIM|SUBSTRING)\\s*\\([^()]*FROM\\s+" + name + "\\b")
                .matcher(sql)
                .find();
        return common || extracted || Set.of("select", "with", "lateral").contains(name.toLowerCase(Locale.ROOT));
    }
}
