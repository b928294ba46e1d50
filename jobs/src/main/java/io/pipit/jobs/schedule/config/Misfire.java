package io.pipit.jobs.schedule.config;

/** What becomes of firings whose time passed while nobody could do them, or while the one before them still ran. */
public enum Misfire {
    /** Nothing; the next one comes at its time. */
    SKIP,
    /** One stands for all of them. */
    ONCE,
    /** Each comes, one after another, in order. */
    ALL
}
