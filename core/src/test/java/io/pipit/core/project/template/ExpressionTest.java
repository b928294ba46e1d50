package io.pipit.core.project.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions mean what they mean in Python. */
class ExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "7 // 2 | 3",
                "-7 // 2 | -4",
                "-7 % 3 | 2",
                "7 / 2 | 3.5",
                "7.5 // 2 | 3.0",
                "2 ** 10 | 1024",
                "2 + 3 * 4 - (1) | 13",
                "-2 ** 2 | -4",
                "1 < 2 <= 2 | true",
                "1 < 2 > 3 | false",
                "0 or 'z' | 'z'",
                "'a' and '' | ''",
                "not [] | true",
                "'b' in ['a', 'b'] | true",
                "'q' not in 'abc' | true",
                "'k' in {'k': 1} | true",
                "None is None | true",
                "1 is not None | true",
                "1 == 1.0 | true",
                "1 if 2 > 1 else 0 | 1",
                "'abc'[-1] | 'c'",
                "'abcdef'[1:3] | 'bc'",
                "'abcdef'[:-2] | 'abcd'",
                "'abcdef'[::-1] | 'fedcba'",
                "[1, 2, 3, 4][::2] | [1,3]",
                "[1, 2, 3, 4][-1:0:-2] | [4,2]",
                "'abc'[5:] | ''",
                "[1] + [2] | [1,2]",
                "[0] * 3 | [0,0,0]",
                "2 * 'ab' | 'abab'",
                "'a' 'b' | 'ab'",
                "{'x': {'y': 5}}['x']['y'] | 5",
                "{'a': 1}.get('b', 2) | 2",
                "{'a': 1}.get('b') | NULL",
                "len({'a': 1}) | 1",
                "{1, 1, 2} | [1,2]",
                "[x * 2 for x in range(3)] | [0,2,4]",
                "[x for x in ['a', '', 'b'] if x] | ['a','b']",
                "[k + str(v) for k, v in {'a': 1}.items()] | ['a1']",
                "{k: v for k, v in [['a', 1]]}['a'] | 1",
                "','.join(x.strip() for x in 'a , b'.split(',')) | 'a,b'",
                "sum(x for x in [1, 2]) | 3",
                "any([0, 1]) and all([1, 1]) | true",
                "list(reversed([1, 2])) | [2,1]",
                "zip([1, 2], [3, 4])[1] | [2,4]",
                "dict(a=1, b=2)['b'] | 2",
                "sorted(['b', 'a']) | ['a','b']",
                "enumerate(['u'])[0] | [0,'u']",
                "'{}-{}'.format('a', 1) | 'a-1'",
                "'{1}{0}{x}'.format('a', 'b', x='c') | 'bac'",
                "'{:.2f} {:>4} {:05d}'.format(1.005, 'a', 42) | '1.00    a 00042'",
                "'%s=%d %05.1f%%' % ('x', 3, 2.25) | 'x=3 002.2%'",
                "f'v{1 + 1} {{x}} {\"a\"!s} {3.14159:.2f}' | 'v2 {x} a 3.14'",
                "f'{1234567:,}' | '1,234,567'",
                "'a.b.c'.rsplit('.', 1) | ['a.b','c']",
                "'a:b:c'.partition(':') | ['a',':','b:c']",
                "'a b'.split() | ['a','b']",
                "'abc'.capitalize() | 'Abc'",
                "'ab cd'.title() | 'Ab Cd'",
                "'-7'.zfill(4) | '-007'",
                "'x'.ljust(3, '_') + 'y'.rjust(2) | 'x__ y'",
                "'pre_x'.removeprefix('pre_') | 'x'",
                "'abc'.isalpha() and not 'a1'.isalpha() | true",
                "'abc'.endswith(('x', 'c')) | true",
                "'aXbX'.replace('X', '') | 'ab'",
                "'abca'.count('a') | 2",
                "'abca'.rfind('a') | 3",
                "str(True) + str(None) | 'TrueNone'",
                "int('5') + int(2.9) | 7",
                "float('2.5') | 2.5",
                "round(2.567, 2) | 2.57",
                "round(2.5) | 2",
                "abs(-3) | 3",
                "min(3, 1) + max([1, 2]) | 3",
                "list('ab') | ['a','b']",
                "tuple() | []",
                "true | true",
            })
    void evaluates(String expression, String expected) {
        assertThat(render("%{{ " + expression + " }}")).isEqualTo(expected);
    }

    @Test
    void loopsLeaveAndGoOn() {
        assertThat(render("%{% for x in range(9) %}{% if x == 1 %}{% continue %}{% end %}"
                        + "{% if x > 3 %}{% break %}{% end %}{{ x }} {% else %}never{% end %}"))
                .isEqualTo("0 2 3");
        assertThat(render("%{% for x in [] %}{{ x }}{% else %}none{% end %}")).isEqualTo("none");
        assertThat(render("%{% set i = 0 %}{% while i < 3 %}{{ i }} {% set i = i + 1 %}{% else %}end{% end while %}"))
                .isEqualTo("0 1 2 end");
    }

    @Test
    void aComprehensionLeavesNamesAsTheyWere() {
        assertThat(render("%{% set x = 'kept' %}{% set y = [x for x in [1, 2]] %}{{ x }}{{ y }}"))
                .isEqualTo("'kept'[1,2]");
    }

    @Test
    void listsGrow() {
        assertThat(render("%{% set xs = [] %}{% for i in range(3) %}{% set _ = xs.append(i) %}{% end %}{{ xs }}"))
                .isEqualTo("[0,1,2]");
        assertThat(render("%{% set xs = [1] %}{% for i in xs %}{% if len(xs) < 5 %}{% set _ = xs.append(i) %}{% end %}"
                        + "{% end %}{{ xs }}"))
                .isEqualTo("[1,1]");
    }

    @Test
    void unitsOfIntervalsArePrintedBare() {
        assertThat(render("%INTERVAL 1 {{ symbol(unit, 'day') }}, {{ column(c, 'select') }}"))
                .isEqualTo("INTERVAL 1 day, `select`");
    }

    @Test
    void whatMayBeUndefinedIsLeftOut() {
        assertThat(render("%{{ sql_and(a__in=Array(xs, 'String', defined=False), b__gte=Int32(n, defined=False)) }}"))
                .isEqualTo("1");
        String both = "%{{ sql_and(a__in=Array(xs, 'String', defined=False), b__gte=Int32(n, defined=False)) }}";
        assertThat(Template.parse(both, "p", 1)
                        .render(Map.of("xs", List.of("u"), "n", List.of("3")), TemplateVariables.NONE)
                        .text()
                        .strip())
                .isEqualTo("`a` IN ['u'] AND `b` >= 3");
    }

    private static String render(String template) {
        return Template.parse(template, "p", 1)
                .render(Map.of(), TemplateVariables.NONE)
                .text()
                .strip();
    }
}
