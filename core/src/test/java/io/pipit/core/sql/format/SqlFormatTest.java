package io.pipit.core.sql.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SqlFormatTest {
    @Test
    void aClauseALine() {
        assertThat(
                        formatted(
                                "select a,b , count( *) c from t where x=1 and y between 2 and 3 group by a,b order by c desc limit 10"))
                .isEqualTo("""
                        SELECT a, b, count(*) c
                        FROM t
                        WHERE x = 1 AND y BETWEEN 2 AND 3
                        GROUP BY a, b
                        ORDER BY c DESC
                        LIMIT 10""");
    }

    @Test
    void windowsAreAClauseAlsoBehindTags() {
        assertThat(template("""
                        SELECT sum(n) OVER w AS s FROM t where a=1 {% if defined(x) %} and b = {{x}} {% end %}
                        WINDOW w AS (PARTITION BY a ORDER BY b), v AS (ORDER BY a)
                        QUALIFY s > 1 order by s""")).isEqualTo("""
                        SELECT sum(n) OVER w AS s
                        FROM t
                        WHERE
                            a = 1
                            {% if defined(x) %}
                            AND b = {{ x }}
                            {% end %}
                        WINDOW w AS (PARTITION BY a ORDER BY b), v AS (ORDER BY a)
                        QUALIFY s > 1
                        ORDER BY s""");
    }

    @Test
    void longListsAreBrokenAtCommas() {
        assertThat(formatted("""
                        WITH u AS (SELECT 1 AS x) SELECT aaaaaaaaaaaaaaaaaaaaaaaaaa, case when b > 1 then 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' when c
                        then 'cccccccccccccccccccccccc' else 'dddddddddddd' end as e, quantile(0.5)
                        (z), -1, a-1, x::Int32 from u as s left join w on s.x=w.x where x in(1,2)""")).isEqualTo("""
                        WITH u AS (SELECT 1 AS x)
                        SELECT
                            aaaaaaaaaaaaaaaaaaaaaaaaaa,
                            CASE
                                WHEN b > 1 THEN 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
                                WHEN c THEN 'cccccccccccccccccccccccc'
                                ELSE 'dddddddddddd'
                            END AS e,
                            quantile(0.5)(z),
                            -1,
                            a - 1,
                            x::Int32
                        FROM u AS s
                        LEFT JOIN w ON s.x = w.x
                        WHERE x IN (1, 2)""");
    }

    @Test
    void tagsOfStatementsStandAlone() {
        assertThat(template("""
                        {%set n=1%}
                        SELECT a FROM t_{{suffix}} WHERE 1 {%if defined(q)%}and q = {{String(q,
                            'x')}}{%else%}AND 0{% end %}
                        {% if n %}ORDER BY a{% end %} limit {{Int32(n, 1)}}""")).isEqualTo("""
                        {% set n=1 %}
                        SELECT a
                        FROM t_{{ suffix }}
                        WHERE
                            1
                            {% if defined(q) %}
                            AND q = {{ String(q, 'x') }}
                            {% else %}
                            AND 0
                            {% end %}
                        {% if n %}
                        ORDER BY a
                        {% end %}
                        LIMIT {{ Int32(n, 1) }}""");
    }

    @Test
    void wordsThatTagsMakeStayWhole() {
        assertThat(template("SELECT a FROM t_{% if x %}day{% else %}hour{% end %}_mv WHERE {{a}}{{b}} = {{c}}.d"))
                .contains("t_{% if x %}day{% else %}hour{% end %}_mv", "{{ a }}{{ b }} = {{ c }}.d");
    }

    @Test
    void commentsStay() {
        assertThat(formatted("-- first\nSELECT a, -- of a\n b /* of b */ FROM t\n-- last"))
                .isEqualTo("-- first\nSELECT\n    a, -- of a\n    b /* of b */\nFROM t\n-- last");
        assertThat(template("SELECT 1 -- {% if x %}\n, 2 -- {{ String(a) }}{% end %}\nFROM t"))
                .contains("-- {% if x %}\n", "-- {{ String(a) }}{% end %}\n");
    }

    @Test
    void namesThatLookLikeKeywordsKeepTheirCase() {
        assertThat(formatted("select desc, offset, end, t.order, x as limit, and(a, b) from t order by desc desc"))
                .isEqualTo("SELECT desc, offset, end, t.order, x AS limit, and(a, b)\nFROM t\nORDER BY desc DESC");
    }

    @Test
    void whatIsNoSqlIsRefused() {
        for (String sql :
                List.of("SELECT ((1)", "SELECT 'a", "SELECT 1 /* x", "SELECT 1)", "SELECT [1)", "SELECT \\ 1")) {
            assertThat(SqlFormat.of(sql, false, 0).refusal()).as(sql).isNotEmpty();
            assertThat(SqlFormat.of(sql, false, 0).text()).isEqualTo(sql);
        }
    }

    /** Anything that can be laid out is laid out the same the second time, and has the same pieces. */
    @Test
    void randomTextsAreStable() {
        long seed = 20260113;
        Random random = new Random(seed);
        String[] words = {
            "SELECT",
            "FROM",
            "where",
            "and",
            "or",
            "a",
            "b_c",
            "`q`",
            "'s'",
            "1",
            "2.5",
            ",",
            ",",
            "(",
            ")",
            "[",
            "]",
            "+",
            "-",
            "*",
            "::",
            ".",
            "=",
            "case",
            "when",
            "then",
            "else",
            "end",
            "-- c\n",
            "/* c */",
            "{% if x %}",
            "{% end %}",
            "{% else %}",
            "{{ v }}",
            "{{v}}",
            "group by",
            "order by",
            "limit",
            "union all",
            "join",
            "left join",
            "on",
            "in",
            "between",
            "with",
            "as",
            "count(",
            ")",
            "\n\n",
            "\n",
            "{# c #}",
            "{% set a = 1 %}",
            "->",
            "over"
        };
        int laidOut = 0;
        for (int i = 0; i < 800; i++) {
            StringBuilder text = new StringBuilder("SELECT a ");
            int length = 1 + random.nextInt(25);
            for (int k = 0; k < length; k++) {
                text.append(words[random.nextInt(words.length)]).append(random.nextInt(6) == 0 ? "" : " ");
            }
            SqlFormat.Formatted once = SqlFormat.of(text.toString(), true, 4);
            if (once.refusal().isEmpty()) {
                laidOut++;
                assertThat(SqlFormat.of(once.text(), true, 4).text())
                        .as("seed %d, text %d: %s", seed, i, text)
                        .isEqualTo(once.text());
            } else {
                assertThat(once.text()).isEqualTo(text.toString());
            }
        }
        assertThat(laidOut).isGreaterThan(30);
    }

    private static String formatted(String sql) {
        return stable(sql, false);
    }

    private static String template(String sql) {
        return stable(sql, true);
    }

    private static String stable(String sql, boolean template) {
        SqlFormat.Formatted once = SqlFormat.of(sql, template, 0);
        assertThat(once.refusal()).isEmpty();
        assertThat(SqlFormat.of(once.text(), template, 0).text()).isEqualTo(once.text());
        return once.text();
    }
}
