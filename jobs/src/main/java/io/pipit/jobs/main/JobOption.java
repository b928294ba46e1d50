package io.pipit.jobs.main;

/**
 * An option of a job.
 *
 * @param name with its dashes
 * @param label of its value, or the empty text for one without a value
 * @param need whether it must be given
 * @param help what it is for
 */
record JobOption(String name, String label, Need need, String help) {
    /** How often an option is given. */
    enum Need {
        ONCE,
        MAYBE,
        ANY
    }

    boolean flag() {
        return label.isEmpty();
    }
}
