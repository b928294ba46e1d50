package io.pipit.cli.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Gives each of some things once, by chance, before it gives any of them again. */
final class Turns<T> {
    private final List<T> things;
    private final Random random;
    private int given;

    Turns(List<T> things, Random random) {
        this.things = new ArrayList<>(things);
        this.random = random;
    }

    T next() {
        if (given % things.size() == 0) {
            Collections.shuffle(things, random);
        }
        return things.get(given++ % things.size());
    }
}
