package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueByKeyTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final QueueByKey queue = new QueueByKey(executor);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void tasksOfOneKeyRunInOrderAndOneAtATime() throws InterruptedException {
        int tasks = 500;
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            int number = i;
            queue.add("target", () -> {
                mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                order.add(number);
                atOnce.decrementAndGet();
                done.countDown();
            });
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(order).isSorted().hasSize(tasks);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void keysDoNotWaitForEachOther() throws InterruptedException {
        CountDownLatch bothRun = new CountDownLatch(2);
        for (String key : List.of("one", "other")) {
            queue.add(key, () -> {
                bothRun.countDown();
                await(bothRun);
            });
        }

        assertThat(bothRun.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void taskThatThrowsDoesNotStopTheQueue() throws InterruptedException {
        CountDownLatch after = new CountDownLatch(1);
        queue.add("target", () -> {
            throw new IllegalStateException("on purpose");
        });
        queue.add("target", after::countDown);

        assertThat(after.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
