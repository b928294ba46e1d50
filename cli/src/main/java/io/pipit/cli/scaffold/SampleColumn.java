package io.pipit.cli.scaffold;

/**
 * A column found in a sample.
 *
 * @param name of the column
 * @param type in the dialect
 * @param path where events hold it; the empty text when the sample is a table
 * @param time whether it may order the rows: a date or time that every row has
 */
record SampleColumn(String name, String type, String path, boolean time) {
    String line() {
        boolean array = type.startsWith("Array(");
        return "`" + name + "` " + type + (path.isEmpty() ? "" : " `json:" + path + "`") + (array ? " DEFAULT []" : "");
    }
}
