package io.pipit.core.block.engine.function;

/**
 * Distances on the earth as the dialect gives them, to the digit: near points on a plane that touches the earth between them, far points by
 * the haversine formula, both with functions that are read from tables between whose entries a line is drawn.
 */
final class EarthDistance {
    private static final int STEPS = 1024;
    private static final int ROOT_STEPS = 512;
    /** In metres, of the sphere with the surface of the earth. */
    private static final double RADIUS = 6_371_007.180918474;

    private static final double METERS_OF_DEGREE = 2 * RADIUS * Math.PI / 360;
    /** Up to so many degrees of longitude points are near. */
    private static final double NEAR = 13;

    private final double[] cosine = new double[STEPS + 1];
    private final double[] arcOfRoot = new double[ROOT_STEPS + 1];
    /** Squared lengths of a degree at each latitude. */
    private final double[] sphere = new double[STEPS + 1];

    private final double[] ellipsoidNorth = new double[STEPS + 1];
    private final double[] ellipsoidEast = new double[STEPS + 1];

    EarthDistance() {
        for (int i = 0; i <= STEPS; i++) {
            cosine[i] = Math.cos(i * 2 * Math.PI / STEPS);
            double latitude = i * (Math.PI / STEPS) - Math.PI * 0.5;
            sphere[i] = square(Math.cos(latitude));
            ellipsoidNorth[i] = square(111132.09 - 566.05 * Math.cos(2 * latitude) + 1.20 * Math.cos(4 * latitude));
            ellipsoidEast[i] = square(
                    111415.13 * Math.cos(latitude) - 94.55 * Math.cos(3 * latitude) + 0.12 * Math.cos(5 * latitude));
        }
        for (int i = 0; i <= ROOT_STEPS; i++) {
            arcOfRoot[i] = Math.asin(Math.sqrt((double) i / ROOT_STEPS));
        }
    }

    /** On the ellipsoid WGS 84, in metres; far points on the sphere. */
    double ellipsoid(double lon1, double lat1, double lon2, double lat2) {
        if (difference(lon1, lon2) >= NEAR) {
            return sphere(lon1, lat1, lon2, lat2);
        }
        return plane(lon1, lat1, lon2, lat2, between(ellipsoidNorth, lat1, lat2), between(ellipsoidEast, lat1, lat2));
    }

    /** On the sphere, in metres. */
    double sphere(double lon1, double lat1, double lon2, double lat2) {
        return difference(lon1, lon2) < NEAR
                ? plane(
                        lon1,
                        lat1,
                        lon2,
                        lat2,
                        square(METERS_OF_DEGREE),
                        square(METERS_OF_DEGREE) * between(sphere, lat1, lat2))
                : 2 * RADIUS * arc(lon1, lat1, lon2, lat2);
    }

    /** The angle between two points of the sphere, in degrees. */
    double angle(double lon1, double lat1, double lon2, double lat2) {
        return difference(lon1, lon2) < NEAR
                ? plane(lon1, lat1, lon2, lat2, 1, between(sphere, lat1, lat2))
                : 360 / Math.PI * arc(lon1, lat1, lon2, lat2);
    }

    private static double plane(double lon1, double lat1, double lon2, double lat2, double north, double east) {
        return Math.sqrt(north * square(difference(lat1, lat2)) + east * square(difference(lon1, lon2)));
    }

    private double arc(double lon1, double lat1, double lon2, double lat2) {
        double half = square(sin(Math.toRadians(difference(lat1, lat2)) / 2))
                + cos(Math.toRadians(lat1))
                        * cos(Math.toRadians(lat2))
                        * square(sin(Math.toRadians(difference(lon1, lon2)) / 2));
        return arcOfRoot(half);
    }

    /** Of what lies on the latitude in the middle. */
    private static double between(double[] table, double lat1, double lat2) {
        double place = (lat1 + lat2 + 180) * STEPS / 360;
        int i = (int) place & (STEPS - 1);
        return table[i] + (table[i + 1] - table[i]) * (place - i);
    }

    private static double difference(double a, double b) {
        double difference = Math.abs(a - b);
        return difference > 180 ? 360 - difference : difference;
    }

    private double cos(double angle) {
        return cosine(angle, 0);
    }

    private double sin(double angle) {
        return cosine(angle, STEPS / 4);
    }

    private double cosine(double angle, int shift) {
        double place = Math.abs(angle) * (STEPS / Math.PI / 2);
        int i = (int) place;
        double rest = place - i;
        i = (i - shift) & (STEPS - 1);
        return cosine[i] + (cosine[i + 1] - cosine[i]) * rest;
    }

    /** The angle whose sine is the root of a number: by its series, from the table, or exactly. */
    private double arcOfRoot(double x) {
        if (x < 0.122) {
            double y = Math.sqrt(x);
            return y + x * y * 0.166666666666666 + x * x * y * 0.075 + x * x * x * y * 0.044642857142857;
        } else if (x < 0.948) {
            double place = x * ROOT_STEPS;
            int i = (int) place;
            return arcOfRoot[i] + (arcOfRoot[i + 1] - arcOfRoot[i]) * (place - i);
        }
        return Math.asin(Math.sqrt(x));
    }

    private static double square(double x) {
        return x * x;
    }
}
