package io.pipit.core.project.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.EndpointPlan.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterDiscoveryTest {
    private static List<Parameter> of(String sql) {
        return Template.parse(sql, "p", 1).parameters();
    }

    @Test
    void findsTypesDefaultsAndDescriptions() {
        assertThat(
                        of(
                                "%{{String(a, description='what')}} {{Int32(b, 10)}} {{Array(c, 'Int64', default='1,2')}} {{Date(d, required=True)}}"))
                .containsExactly(
                        new Parameter("a", "String", "", true, "what"),
                        new Parameter("b", "Int32", "10", false, ""),
                        new Parameter("c", "Array(Int64)", "1,2", false, ""),
                        new Parameter("d", "Date", "", true, ""));
    }

    @Test
    void makesOptionalWhatIsGuarded() {
        assertThat(of("%{% if defined(a) %}{{String(a)}}{% end %}"))
                .containsExactly(new Parameter("a", "String", "", false, ""));
        assertThat(of("%{{Int32(a)}} {{Int32(a, 3)}}")).containsExactly(new Parameter("a", "Int32", "3", false, ""));
        assertThat(of("%{% if a %}1{% end %}")).containsExactly(new Parameter("a", "String", "", false, ""));
        assertThat(of("%{{ a }}")).containsExactly(new Parameter("a", "String", "", true, ""));
    }

    @Test
    void lastDeclaredTypeWins() {
        assertThat(of("%{{String(a)}} {{Int64(a)}}")).containsExactly(new Parameter("a", "Int64", "", true, ""));
    }

    @Test
    void leavesVariablesOut() {
        assertThat(of("%{% set x = Int32(n, 2) %}{{x}}{{Int32(x)}}{% for i in range(x) %}{{i}}{% end %}"))
                .containsExactly(new Parameter("n", "Int32", "2", false, ""));
        assertThat(of("%{% set a = String(a, 'x') %}{{a}}"))
                .containsExactly(new Parameter("a", "String", "x", false, ""));
    }

    @Test
    void findsNothingWithoutATemplate() {
        assertThat(of("SELECT '{{String(a)}}'")).isEmpty();
    }
}
