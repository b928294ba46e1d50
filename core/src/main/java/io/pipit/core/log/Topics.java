package io.pipit.core.log;

/** Names of an installation's topics. */
public record Topics(String prefix) {
    /** The landing log of a data source. */
    public String log(String dataSource) {
        return prefix + ".log." + dataSource;
    }

    /** The fresh topic of the installation's speed job. */
    public String fresh() {
        return prefix + ".fresh";
    }

    /** An empty topic whose name says which installation the logs belong to. */
    public String installation(String name) {
        return prefix + ".installation." + name;
    }

    /** What the subtasks of the speed job have in work. */
    public String attempts() {
        return prefix + ".attempts";
    }
}
