package io.pipit.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArticleTest {
    @Test
    void isAsPeopleSayIt() {
        assertThat(Article.with("Array(String)")).isEqualTo("an Array(String)");
        assertThat(Article.with("Int64")).isEqualTo("an Int64");
        assertThat(Article.with("IPv4")).isEqualTo("an IPv4");
        assertThat(Article.with("Enum8('a' = 1)")).startsWith("an Enum8");
        assertThat(Article.with("UInt64")).isEqualTo("a UInt64");
        assertThat(Article.with("UUID")).isEqualTo("a UUID");
        assertThat(Article.with("String")).isEqualTo("a String");
    }
}
