package io.pipit.core.project.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static String render(String sql, String... parameters) {
        Map<String, List<String>> values = new java.util.HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            values.merge(parameters[i], List.of(parameters[i + 1]), (a, b) -> {
                List<String> all = new java.util.ArrayList<>(a);
                all.addAll(b);
                return all;
            });
        }
        return Template.parse(sql, "pipes/p.pipe", 1)
                .render(values, name -> name.equals("KEY") ? Optional.of("it's") : Optional.empty())
                .text()
                .strip();
    }

    private static PipitException failure(String sql, String... parameters) {
        try {
            render(sql, parameters);
        } catch (PipitException e) {
            return e;
        }
        throw new AssertionError("It should have failed: " + sql);
    }

    @Test
    void isPlainTextWithoutThePercentSign() {
        assertThat(render("SELECT '{{ x }}' {% if %}")).isEqualTo("SELECT '{{ x }}' {% if %}");
        assertThat(render("  \n  %\nSELECT {{ 1 }}")).isEqualTo("SELECT 1");
        assertThat(render("% SELECT 10 % 3")).isEqualTo("SELECT 10 % 3");
    }

    @Test
    void rendersTypedParameters() {
        assertThat(render("%{{String(a)}}", "a", "x")).isEqualTo("'x'");
        assertThat(render("%{{Int32(a, 10)}}")).isEqualTo("10");
        assertThat(render("%{{Int32(a, default=10, description='how many')}}", "a", "-7"))
                .isEqualTo("-7");
        assertThat(render("%{{UInt64(a)}}", "a", "18446744073709551615")).isEqualTo("18446744073709551615");
        assertThat(render("%{{Int256(a)}}", "a", "-1")).isEqualTo("-1");
        assertThat(render("%{{Float64(a)}}", "a", "1.5e3")).isEqualTo("1500.0");
        assertThat(render("%{{Boolean(a)}}", "a", "1")).isEqualTo("true");
        assertThat(render("%{{Date(a)}}", "a", "2024-05-17")).isEqualTo("'2024-05-17'");
        assertThat(render("%{{Date(a)}}", "a", "20240517")).isEqualTo("'2024-05-17'");
        assertThat(render("%{{DateTime(a)}}", "a", "2024-05-17 10:05:03")).isEqualTo("'2024-05-17 10:05:03'");
        assertThat(render("%{{DateTime(a)}}", "a", "2024-05-17T10:05:03Z")).isEqualTo("'2024-05-17 10:05:03'");
        assertThat(render("%{{DateTime64(a)}}", "a", "2024-05-17 10:05:03.250")).isEqualTo("'2024-05-17 10:05:03.250'");
        assertThat(render("%{{UUID(a)}}", "a", "61f0c404-5cb3-11e7-907b-a6006ad3dba0"))
                .isEqualTo("'61f0c404-5cb3-11e7-907b-a6006ad3dba0'");
        assertThat(render("%{{column(a, 'ts')}}")).isEqualTo("`ts`");
        assertThat(render("%{{columns('a,b')}}")).isEqualTo("`a`, `b`");
        assertThat(render("%{{table(a)}}", "a", "t.x")).isEqualTo("`t`.`x`");
        assertThat(render("%{{symbol(a)}}", "a", "f")).isEqualTo("`f`");
    }

    @Test
    void rendersArrays() {
        assertThat(render("%IN {{Array(a)}}", "a", "x,y")).isEqualTo("IN ['x','y']");
        assertThat(render("%{{Array(a, 'Int32')}}", "a", "1, 2")).isEqualTo("[1,2]");
        assertThat(render("%{{Array(a, 'String')}}", "a", "x,1", "a", "y")).isEqualTo("['x,1','y']");
        assertThat(render("%{{Array(a, 'Int64', default='4,5')}}")).isEqualTo("[4,5]");
        assertThat(render("%{{Array(a, separator='|')}}", "a", "x|y")).isEqualTo("['x','y']");
        assertThat(render("%{{Array(a)}}", "a", "")).isEqualTo("[]");
    }

    @Test
    void takesTheLastValueOfARepeatedParameter() {
        assertThat(render("%{{Int32(a)}}", "a", "1", "a", "2")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "defined(a)                              | true  | x",
                "not defined(b)                          | true  | x",
                "String(a) == 'x'                        | true  | x",
                "a == 'x' and not b                      | true  | x",
                "a in ['x', 'y']                         | true  | y",
                "a not in ('x', 'y')                     | true  | z",
                "'b' in String(a)                        | true  | abc",
                "String(a).startswith('ab')              | true  | abc",
                "String(a).split(',')[1] == 'b'          | true  | a,b",
                "len(Array(a)) == 2                      | true  | a,b",
                "Int32(a) + 1 == 3 or False              | true  | 2",
                "1 < Int32(a) <= 3                       | true  | 3",
                "Int32(a) % 2 == 1 and Int32(a) // 2 == 1| true  | 3",
                "(2 if a == 'x' else 3) == 2             | true  | x",
                "{'k': 'v'}.get('k') == 'v'              | true  | x",
                "{'k': 'v'}.get('n', 5) == 5             | true  | x",
                "a[0:2] == 'ab' and a[-1] == 'c'         | true  | abc",
                "None == b and b is None                 | true  | x",
                "max(1, Int32(a)) == 5                   | true  | 5",
                "day_diff('2024-01-03', '2024-01-01') == 2| true | x",
                "date_diff_in_hours('2024-01-01 10:00:00', '2024-01-01 12:30:00') == 2 | true | x",
                "','.join(a.split('-')) == '1,2'         | true  | 1-2",
                "str(Int32(a)) == '7' and int('7') == 7  | true  | 7",
                "a.upper().lower().strip('x') == 'b'     | true  | xBx",
                "-2 ** 2 == -4 and 7 - 2 - 1 == 4        | true  | x",
                "range(3)[2] == 2 and [1, 2] + [3] == [1, 2, 3] | true | x",
                "String(a) != 'x'                        | false | x",
                "b                                       | false | x",
                "a and b                                 | false | x",
            })
    void evaluatesConditions(String condition, boolean expected, String a) {
        assertThat(render("%{% if " + condition + " %}true{% else %}false{% end %}", "a", a))
                .isEqualTo(String.valueOf(expected));
    }

    @Test
    void choosesOneBranch() {
        String sql = "%{% if a == '1' %}one{% elif a == '2' %}two{% elif not a %}none{% else %}more{% end %}";
        assertThat(render(sql, "a", "1")).isEqualTo("one");
        assertThat(render(sql, "a", "2")).isEqualTo("two");
        assertThat(render(sql, "a", "3")).isEqualTo("more");
        assertThat(render(sql)).isEqualTo("none");
    }

    @Test
    void loops() {
        assertThat(render("%{% for x in [1, 2, 3] %}{{x}};{% end %}")).isEqualTo("1;2;3;");
        assertThat(
                        render(
                                "%{% for last, x in enumerate_with_last(split_to_array(a, 'b,c')) %}sum({{symbol(x)}}){% if not last %},{% end %}{% end %}"))
                .isEqualTo("sum(`b`),sum(`c`)");
        assertThat(render("%{% for i, x in enumerate(Array(a)) %}{{i}}={{x}} {% end %}", "a", "p,q"))
                .isEqualTo("0='p' 1='q'");
        assertThat(render(
                        "%{% for f in JSON(filters, '[]') %}AND {{column(f.get('c'))}} {% if f['op'] == 'in' %}IN {{f['v']}}{% else %}= {{Int32(f['v'])}}{% end %} {% end %}",
                        "filters",
                        "[{\"c\":\"x\",\"op\":\"in\",\"v\":[\"a\",\"b\"]},{\"c\":\"y\",\"op\":\"eq\",\"v\":3}]"))
                .isEqualTo("AND `x` IN ['a','b'] AND `y` = 3");
        assertThat(render("%{% for k, v in {'a': 1}.items() %}{{k}}{{v}}{% end %}"))
                .isEqualTo("'a'1");
    }

    @Test
    void assigns() {
        assertThat(render("%{% set n = Int32(a, 5) * 2 %}LIMIT {{n}}")).isEqualTo("LIMIT 10");
        assertThat(render("%{% if defined(a) %}{% set t = 'x' %}{% else %}{% set t = 'y' %}{% end %}{{table(t)}}"))
                .isEqualTo("`y`");
        assertThat(render(
                        "%{% set flag = defined(a) and String(a) == 'x' %}{% if flag %}1{% else %}0{% end %}",
                        "a", "x"))
                .isEqualTo("1");
    }

    @Test
    void leavesCommentsOutAndEscapesAlone() {
        assertThat(render("%a{# {{ nothing }} #}b")).isEqualTo("ab");
        assertThat(render("%{{! x }}")).isEqualTo("{{ x }}");
    }

    @Test
    void givesSecrets() {
        assertThat(render("%{{tb_secret('KEY')}}")).isEqualTo("'it\\'s'");
        assertThat(render("%{{tb_secret('OTHER', 'none')}}")).isEqualTo("'none'");
        assertThat(failure("%{{tb_secret('OTHER')}}")).hasMessageContaining("OTHER");
    }

    @Test
    void joinsConditions() {
        assertThat(render(
                        "%WHERE {{sql_and(action__in=Array(a), at__gte=DateTime(f, ''), n=Int32(n, 1))}}",
                        "a", "x,y", "f", "2024-01-01 00:00:00"))
                .isEqualTo("WHERE `action` IN ['x','y'] AND `at` >= '2024-01-01 00:00:00' AND `n` = 1");
        assertThat(render("%WHERE {{sql_and(action=a)}}")).isEqualTo("WHERE 1");
    }

    @Test
    void printsEngineHintsAsNothing() {
        assertThat(render("%{{max_threads(2)}}SELECT 1{{cache_ttl('5m')}}")).isEqualTo("SELECT 1");
    }

    @Test
    void namesTheMissingParameter() {
        PipitException e = failure("%\nSELECT 1\nWHERE a = {{String(action)}}");
        assertThat(e.code()).isEqualTo(ErrorCode.MISSING_PARAMETER);
        assertThat(e.code().httpStatus()).isEqualTo(400);
        assertThat(e).hasMessageContaining("'action'");
        assertThat(e.position()).hasToString("Optional[pipes/p.pipe:3]");
        assertThat(failure("%{{ action }}").code()).isEqualTo(ErrorCode.MISSING_PARAMETER);
        assertThat(failure("%{% set x = action + 'a' %}").code()).isEqualTo(ErrorCode.MISSING_PARAMETER);
        assertThat(render("%{{String(action, required=False)}}")).isEqualTo("NULL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Int32      | 12a                  | whole number",
                "Int8       | 128                  | from -128 to 127",
                "UInt8      | -1                   | from 0 to 255",
                "UInt64     | 18446744073709551616 | from 0 to",
                "Float64    | one                  | a number",
                "Float64    | nan                  | a number",
                "Float64    | 1e999                | a number",
                "Boolean    | maybe                | true, false",
                "Date       | 2024-02-30           | a date",
                "DateTime   | yesterday            | a time",
                "DateTime64 | 2024-05-17 25:00:00  | a time",
                "UUID       | 123                  | a UUID",
                "column     | a b                  | a name",
                "columns    | 'a,b;c'              | names",
                "table      | a;b                  | a name",
                "symbol     | a()                  | a name",
                "JSON       | {                    | a JSON text",
            })
    void refusesValuesOfAnotherType(String type, String value, String expected) {
        PipitException e = failure("%\n{{" + type + "(p)}}", "p", value);
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(e).hasMessageContaining("'p'").hasMessageContaining(expected);
        assertThat(e.position().orElseThrow().line()).isEqualTo(2);
    }

    @Test
    void refusesAMemberOfAnArray() {
        assertThat(failure("%{{Array(a, 'Int32')}}", "a", "1,x"))
                .hasMessageContaining("'x'")
                .hasMessageContaining("list");
        assertThat(failure("%{{String(a, enum=['x', 'y'])}}", "a", "z")).hasMessageContaining("one of");
    }

    @Test
    void stopsWithTheAuthorsError() {
        PipitException e = failure("%{% if not defined(a) %}{{error('give a or b')}}{% end %}");
        assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
        assertThat(e).hasMessage("give a or b");
        assertThatThrownBy(() -> render("%{{custom_error({'error': 'no', 'code': 7}, 404)}}"))
                .isInstanceOfSatisfying(io.pipit.core.project.template.expression.CustomTemplateException.class, c -> {
                    assertThat(c.httpStatus()).isEqualTo(404);
                    assertThat(c).hasMessage("no");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{% if a %}x                     | is not closed",
                "x{% end %}                      | no {% if %}",
                "{% for x of y %}{% end %}       | not understood",
                "{{ a                            | is not closed",
                "{{ }}                           | expression is missing",
                "{{ String(a }}                  | was expected",
                "{{ Sting(a) }}                  | 'String'",
                "{{ a.splt(',') }}               | 'split'",
                "{{ a.__class__ }}               | only methods",
                "{% import os %}                 | not allowed",
                "{% while True %}{% end %}       | steps",
                "{% break %}                     | outside",
                "{% for x in [1] %}{% elif x %}{% end %} | stands inside",
                "{{ 'a'[::0] }}                  | is zero",
                "{{ '{} {}'.format(1) }}         | no value",
                "{{ '%s %s' % 1 }}               | more places",
                "{{ f'{1' }}                     | not closed",
                "{{ [x for x in 1] }}            | needs a list",
                "{{ [x for a, b in [[1]]] }}     | need 2 values",
                "{{ 'x' * 9999999 }}             | characters",
                "{{ [0] * 9999999 }}             | characters",
                "{{ 'x'.zfill(99999999) }}       | characters",
                "{% endif %}                     | {% end %}",
                "{% iff a %}{% end %}            | 'if'",
                "{{ open('x') }}                 | no template function",
                "{{ {'a': 1} }}                  | dictionary",
                "{{ a $ b }}                     | no meaning",
                "{% else %}                      | no {% if %}",
                "{{ 1 / 0 }}                     | division by zero",
                "{{ 'a' + 1 }}                   | does not take",
                "{{ [1][3] }}                    | outside",
                "{{ {'a': 1}['b'] }}             | .get(",
                "{{ lambda x: x }}               | was expected",
            })
    void saysWhatIsWrongWithATemplate(String template, String expected) {
        PipitException e = failure("%\n\n" + template, "a", "x");
        assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
        assertThat(e).hasMessageContaining(expected);
        assertThat(e.position().orElseThrow().line()).isEqualTo(3);
    }

    @Test
    void knowsTheLineOfEachRenderedLine() {
        RenderedSql sql = Template.parse("%\nSELECT 1\n{% if defined(a) %}\nAND a\n{% end %}\nFROM t\nWHERE x", "p", 10)
                .render(Map.of(), TemplateVariables.NONE);
        List<String> lines = sql.text().lines().toList();
        assertThat(sql.sourceLine(lines.indexOf("SELECT 1") + 1)).isEqualTo(11);
        assertThat(sql.sourceLine(lines.indexOf("FROM t") + 1)).isEqualTo(15);
        assertThat(sql.sourceLine(lines.indexOf("WHERE x") + 1)).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{% for a in range(1000000000) %}x{% end %}",
                "{% for a in range(3000) %}{% for b in range(3000) %}x{% end %}{% end %}",
                "{% set s = 'x' %}{% for a in range(200) %}{% set s = s + s %}{% end %}",
                "{% set n = 3 %}{% for a in range(200) %}{% set n = n * n %}{% end %}",
                "{{ 'x' * 100000000 }}",
                "{{ 10 ** 100000 }}",
                "{% set l = [1] %}{% for a in range(200) %}{% set l = l + l %}{% end %}",
                "{{ 'aaaaaaaaaaaaaaaaaaaa'.replace('a', 'b' * 1000000) }}",
                "{% for a in range(9000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% end %}",
            })
    void staysWithinItsBudget(String template) {
        assertThat(failure("%" + template).code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
    }

    @Test
    void refusesDeepNesting() {
        assertThat(failure("%{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}"))
                .hasMessageContaining("nested");
        assertThat(failure("%{{ " + "-".repeat(5000) + "1 }}")).hasMessageContaining("signs");
        assertThat(failure("%" + "{% if 1 %}".repeat(5000))).hasMessageContaining("nested");
        assertThat(failure("%{{ 1" + "+1".repeat(50_000) + " }}")).hasMessageContaining("too long");
    }
}
