package io.pipit.core.config;

/** The block log. */
public record LogSettings(
        @Setting(
                value = "0",
                help =
                        "Partitions of each log when it is made; also the parallelism of the speed layer. 0: 2, but 1 where the broker is in the same process on fewer than four processors.",
                min = 0,
                max = 64)
        int partitions,

        @Setting(value = "pipit", help = "First word of all topic names.")
        String prefix) {
    private static final int USUAL_PARTITIONS = 2;
    private static final int FEW_PROCESSORS = 3;

    /** How many there are where the broker runs elsewhere: not what one machine would suggest, since several may ask. */
    public int partitionsElsewhere() {
        return partitions > 0 ? partitions : USUAL_PARTITIONS;
    }

    /** How many there are where the broker and all that reads from it share so many processors. */
    public int partitionsHere(int processors) {
        return partitions == 0 && processors <= FEW_PROCESSORS ? 1 : partitionsElsewhere();
    }
}
