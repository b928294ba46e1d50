package io.pipit.cli.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final Random random = new Random(7);

    @Test
    void neighboursAreFoundHoweverManyTheyAre() {
        List<Request> all = requests(60);
        assertThat(found(all, all.subList(1, 60))).isEqualTo(all.subList(1, 60));
        assertThat(found(all, List.of(all.get(50)))).containsExactly(all.get(50));
    }

    @Test
    void othersAreFoundAmongTheFirst() {
        List<Request> all = requests(40);
        List<Request> chosen = List.of(all.get(2), all.get(5), all.get(33));
        assertThat(found(all, chosen)).isEqualTo(chosen);
        assertThat(found(all, List.of(all.get(2), all.get(39)))).isEmpty();
    }

    private static List<Request> found(List<Request> all, List<Request> wanted) {
        long count = wanted.stream().mapToLong(r -> r.events().size()).sum();
        long sum = wanted.stream().mapToLong(Request::sum).sum();
        return new Explanation(all, wanted::equals).find(count, sum);
    }

    private List<Request> requests(int count) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new Request(
                    0, Request.Trait.PLAIN, List.of(new Event(0, i, 1 + random.nextInt(1_000_000_000), ""))));
        }
        return requests;
    }
}
