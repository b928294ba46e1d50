package io.pipit.core.project.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No parameter of any type changes the shape of a query. */
class InjectionTest {
    private static final List<String> ATTACKS = List.of(
            "' OR 1=1 --",
            "\\' OR 1=1 --",
            "\\",
            "'",
            "''",
            "\"",
            "`",
            "` FROM x --",
            "a`b",
            "*/",
            "/*",
            "--",
            "#",
            ";",
            "1; DROP TABLE t",
            "1 OR 1=1",
            "-1",
            "--1",
            "1--",
            "1)",
            "[1",
            "'],['",
            "x' UNION ALL SELECT 1 --",
            "{{ 1 }}",
            "{% if 1 %}",
            "%",
            "a,b' --",
            "\n--",
            "\r\n",
            "\u0000",
            "é'",
            "\uD83D\uDE00'",
            "＇ OR 1=1",
            "NULL",
            "DISTINCT",
            "true OR true",
            "0x41",
            "1e5",
            "Infinity",
            "2024-01-01' OR '1'='1",
            "$$ OR $$",
            "\u2028'",
            "$1",
            "{\"a\":\"' OR 1=1 --\"}",
            "[\"' OR 1=1 --\"]");
    private static final List<String> CALLS = List.of(
            "String(p)",
            "UUID(p)",
            "Int8(p)",
            "Int32(p)",
            "Int64(p)",
            "Int256(p)",
            "UInt8(p)",
            "UInt64(p)",
            "Float32(p)",
            "Float64(p)",
            "Boolean(p)",
            "Date(p)",
            "DateTime(p)",
            "DateTime64(p)",
            "f'{p}'",
            "f\"{p}' x '{p}\"",
            "'{}'.format(p)",
            "'{x}'.format(x=p)",
            "'%s' % p",
            "','.join([p, p])",
            "[x for x in split_to_array(p)]",
            "[x for x in p]",
            "p[::-1]",
            "p + p",
            "p * 2",
            "p.replace('a', p)",
            "p.partition(',')",
            "p.rsplit(',')",
            "p.capitalize()",
            "p.zfill(9)",
            "str(p)",
            "sql_unescape(p, '%')",
            "list(p)",
            "sorted(p)",
            "set(p)",
            "zip(p, p)",
            "Bool(p)",
            "Array(p)",
            "Array(p, 'String')",
            "Array(p, 'Int32')",
            "Array(p, 'Date')",
            "JSON(p)",
            "column(p)",
            "columns(p)",
            "symbol(p)",
            "table(p)",
            "split_to_array(p)",
            "p",
            "p.upper()",
            "p + 'x'",
            "[p]",
            "sql_and(a=p)",
            "sql_and(a__in=Array(p))",
            "String(p).split(',')",
            "tb_secret('S', p)");

    @Test
    void printsOneValueOrNothing() {
        for (String call : CALLS) {
            for (String attack : ATTACKS) {
                check(call, attack);
            }
        }
    }

    @Test
    void holdsForRandomTexts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "'\"`\\-*/#;()[]{}%, \n\tab01.NULL$\u0000é";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                check(CALLS.get(random.nextInt(CALLS.size())), text.toString());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void refusesValuesInsideQuotes() {
        for (String template : List.of("%'{{String(p)}}'", "%\"{{String(p)}}\"", "%`{{column(p)}}`", "%'a\\'{{p}}'")) {
            assertThat(outcome(template, "x")).as(template).contains("inside quotes");
        }
    }

    @Test
    void leavesValuesOutOfComments() {
        assertThat(outcome("%SELECT 1 /* {{String(p)}} */ -- {{p}}\n, 2", "*/ DROP"))
                .isEqualTo("SELECT 1 /*  */ -- \n, 2");
    }

    @Test
    void keepsNeighboursApart() {
        assertThat(outcome("%-{{Int32(p)}}", "-5")).isEqualTo("- -5");
        assertThat(outcome("%{{String(p)}}{{String(p)}}", "a")).isEqualTo("'a' 'a'");
        assertThat(outcome("%'x'{{String(p)}}", "a")).isEqualTo("'x' 'a'");
        assertThat(outcome("%{{String(p)}}'x'", "a")).isEqualTo("'a' 'x'");
        assertThat(outcome("%SELECT 'it''s' {{p}}", "a")).isEqualTo("SELECT 'it''s' 'a'");
    }

    private static void check(String call, String attack) {
        String rendered = outcome("%SELECT {{ " + call + " }} AS x", attack);
        if (rendered.startsWith("refused")) {
            return;
        }
        List<String> tokens = tokens(rendered);
        assertThat(tokens.get(0)).as(call + " with " + attack).isEqualTo("SELECT");
        assertThat(tokens.subList(tokens.size() - 2, tokens.size()))
                .as(rendered)
                .containsExactly("AS", "x");
        assertThat(tokens.subList(1, tokens.size() - 2))
                .as(call + " with <" + attack + "> gives " + rendered)
                .allMatch(t -> t.matches("(?s)'.*'|`\\w+`|-?[0-9.E+-]+|\\[|]|,|\\.|true|false|NULL|=|IN|1"));
    }

    private static String outcome(String template, String value) {
        try {
            return Template.parse(template, "p", 1)
                    .render(Map.of("p", List.of(value)), TemplateVariables.NONE)
                    .text()
                    .strip();
        } catch (PipitException e) {
            assertThat(e.code()).isIn(ErrorCode.INVALID_PARAMETER, ErrorCode.TEMPLATE_ERROR);
            return "refused: " + e.getMessage();
        }
    }

    /** Words of SQL, as the dialect splits them: quotes end at the first one that is not escaped. */
    private static List<String> tokens(String sql) {
        List<String> tokens = new ArrayList<>();
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            int start = i;
            if (Character.isWhitespace(c)) {
                i++;
                continue;
            } else if (c == '\'' || c == '`') {
                i++;
                while (sql.charAt(i) != c) {
                    i += sql.charAt(i) == '\\' ? 2 : 1;
                }
                i++;
            } else if (Character.isLetterOrDigit(c) || c == '-') {
                while (i < sql.length()
                        && (Character.isLetterOrDigit(sql.charAt(i)) || "-+._".indexOf(sql.charAt(i)) >= 0)) {
                    i++;
                }
            } else {
                i++;
            }
            tokens.add(sql.substring(start, i));
        }
        return tokens;
    }
}
