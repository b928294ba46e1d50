package io.pipit.serving.format;

/**
 * What JSON answers put in quotes, by the names of the settings that ask for it.
 *
 * @param quoteLong integers of 64 and more bits ({@code output_format_json_quote_64bit_integers})
 * @param quoteDenormals NaN and infinities ({@code output_format_json_quote_denormals}), which are null else
 * @param texts all values, as the texts that TSV has without its escapes ({@code JSONStrings})
 */
public record JsonStyle(boolean quoteLong, boolean quoteDenormals, boolean texts) {
    /** Nothing: numbers are bare, and what is no number is null. */
    public static final JsonStyle BARE = new JsonStyle(false, false);

    /** Numbers bare or in quotes. */
    public JsonStyle(boolean quoteLong, boolean quoteDenormals) {
        this(quoteLong, quoteDenormals, false);
    }

    /** The same with all values as texts. */
    JsonStyle asTexts() {
        return new JsonStyle(quoteLong, quoteDenormals, true);
    }
}
