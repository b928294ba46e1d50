package io.pipit.core.project.template.expression;

/** Bounds what one rendering may cost, so that no template runs for ever or fills the memory. Not thread-safe. */
public final class Budget {
    /** Steps of evaluation and rendering. */
    public static final int MAX_STEPS = 200_000;
    /** Characters and list members made on the way, all together. */
    public static final long MAX_VOLUME = 8_000_000;
    /** The longest integer, in bits. */
    public static final int MAX_BITS = 512;

    private int steps;
    private long volume;

    /** One step. */
    public void step() {
        if (++steps > MAX_STEPS) {
            throw new EndlessTemplateException(
                    "The template takes more than " + MAX_STEPS + " steps; make its loops shorter.");
        }
    }

    /** Something of this size is about to be made. */
    public void volume(long size) {
        volume += size;
        if (size > MAX_VOLUME || volume > MAX_VOLUME) {
            throw new EndlessTemplateException(
                    "The template makes more than " + MAX_VOLUME + " characters; make its loops and texts shorter.");
        }
    }
}
