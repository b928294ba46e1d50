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
        f.define("soundex", "text String", "How a text sounds in English.", c -> {
            return Rendered.exact("pipit_text('soundex', " + c.text(0) + ")", Types.STRING);
        });
    }
}
