package io.pipit.core.sql.aggregate;

/**
 * How many arguments an aggregate takes.
 *
 * @param least at least so many
 * @param most at most so many
 */
public record Arity(int least, int most) {
    /** One argument. */
    public static final Arity ONE = new Arity(1, 1);
    /** Two arguments. */
    public static final Arity TWO = new Arity(2, 2);
    /** Any number, but at least one. */
    public static final Arity MANY = new Arity(1, Integer.MAX_VALUE);

    /** One more or fewer on both sides. */
    public Arity plus(int count) {
        return new Arity(least + count, most > Integer.MAX_VALUE - 100 ? most : most + count);
    }

    /** Whether so many arguments fit. */
    public boolean holds(int count) {
        return count >= least && count <= most;
    }

    @Override
    public String toString() {
        if (least == most) {
            return Integer.toString(least);
        }
        return most > Integer.MAX_VALUE - 100 ? "at least " + least : least + " to " + most;
    }
}
