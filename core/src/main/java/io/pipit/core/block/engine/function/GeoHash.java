package io.pipit.core.block.engine.function;

import java.util.Map;

/** Places as the letters of a geohash: each letter has five bits that halve longitude and latitude in turn, the longitude first. */
final class GeoHash {
    private static final String LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
    private static final int BITS = 5;
    private static final int MOST = 12;

    private GeoHash() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("geohash", a -> encode(number(a[0]), number(a[1]), Integer.parseInt(a[2])));
        texts.put("geohashLongitude", a -> Double.toString(decode(a[0])[0]));
        texts.put("geohashLatitude", a -> Double.toString(decode(a[0])[1]));
    }

    private static double number(String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String encode(double longitude, double latitude, int precision) {
        int letters = precision < 1 || precision > MOST ? MOST : precision;
        double[] value = {longitude, latitude};
        double[] low = {-180, -90};
        double[] high = {180, 90};
        StringBuilder out = new StringBuilder();
        int letter = 0;
        for (int bit = 0; bit < letters * BITS; bit++) {
            int axis = bit % 2;
            double middle = (low[axis] + high[axis]) / 2;
            boolean upper = value[axis] >= middle;
            (upper ? low : high)[axis] = middle;
            letter = letter << 1 | (upper ? 1 : 0);
            if (bit % BITS == BITS - 1) {
                out.append(LETTERS.charAt(letter));
                letter = 0;
            }
        }
        return out.toString();
    }

    /** The middle of what a geohash covers: longitude and latitude. What is no letter of a geohash counts as the last one. */
    private static double[] decode(String hash) {
        double[] low = {-180, -90};
        double[] high = {180, 90};
        for (int bit = 0; bit < Math.min(hash.length(), MOST) * BITS; bit++) {
            int letter = LETTERS.indexOf(hash.charAt(bit / BITS)); // -1 has all bits
            int axis = bit % 2;
            boolean upper = (letter >> (BITS - 1 - bit % BITS) & 1) == 1;
            (upper ? low : high)[axis] = (low[axis] + high[axis]) / 2;
        }
        return new double[] {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2};
    }
}
