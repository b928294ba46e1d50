package io.pipit.core.sql.function;

/** How alike texts are, and how they sound. */
final class SimilarityFunctions implements FunctionRegistry.Family {
    @Override
    public void register(FunctionRegistry.Builder f) {
        String two = "first String, second String";
        f.define("editDistance", two, "How many bytes must be changed to get from one to the other.", c -> {
            return Rendered.of("pipit_hash('editDistance', " + c.text(0) + ", " + c.text(1) + ")", Types.UINT64);
        });
        f.alias("editDistance", "levenshteinDistance");
        f.define("editDistanceUTF8", two, "How many characters must be changed to get from one to the other.", c -> {
            return Rendered.of("pipit_hash('editDistanceUTF8', " + c.text(0) + ", " + c.text(1) + ")", Types.UINT64);
        });
        f.alias("editDistanceUTF8", "levenshteinDistanceUTF8");
        f.define("damerauLevenshteinDistance", two, "As editDistance, where two neighbours may be exchanged.", c -> {
            return Rendered.of("damerau_levenshtein(" + c.text(0) + ", " + c.text(1) + ")", Types.UINT64);
        });
        f.define("byteHammingDistance", two, "In how many bytes two texts of the same length differ.", c -> {
            return Rendered.of("pipit_hash('hamming', " + c.text(0) + ", " + c.text(1) + ")", Types.UINT64);
        });
        f.alias("byteHammingDistance", "mismatches");
        f.define("jaroSimilarity", two, "The similarity of Jaro, from 0 to 1.", c -> {
            return Rendered.of("jaro_similarity(" + c.text(0) + ", " + c.text(1) + ")", Types.FLOAT64);
        });
        f.define("jaroWinklerSimilarity", two, "The similarity of Jaro and Winkler, from 0 to 1.", c -> {
            return Rendered.of("jaro_winkler_similarity(" + c.text(0) + ", " + c.text(1) + ")", Types.FLOAT64);
        });
        parts(f, "ngramDistance", "How few parts of four bytes two texts share, from 0 to 1.");
        parts(f, "ngramSearch", "How many of the second text's parts of four bytes are in the first, from 0 to 1.");
        f.define("soundex", "text String", "How a text sounds in English.", c -> {
            return Rendered.exact("pipit_text('soundex', " + c.text(0) + ")", Types.STRING);
        });
    }

    private static void parts(FunctionRegistry.Builder f, String name, String doc) {
        String two = "first String, second String";
        String call = "CAST(pipit_text('" + name + "', ";
        f.define(name, two, doc, c -> {
            return Rendered.exact(call + c.text(0) + ", " + c.text(1) + ") AS FLOAT)", Types.FLOAT32);
        });
        f.define(name + "CaseInsensitive", two, "As " + name + ", whatever the case.", c -> {
            String lower = "pipit_text('lower', " + c.text(0) + "), pipit_text('lower', " + c.text(1) + ")";
            return Rendered.exact(call + lower + ") AS FLOAT)", Types.FLOAT32);
        });
    }
}
