package io.pipit.core.sql.function;

/** Time zones: instants are held in UTC; parts and starts of periods are those of the wall clock of a zone. */
final class Zones {
    private Zones() {}

    static boolean utc(String zone) {
        return zone.isEmpty() || zone.equals("UTC") || zone.equals("Etc/UTC") || zone.equals("GMT");
    }

    /** The wall clock of a zone at an instant. */
    static String wall(String sql, String zone) {
        return utc(zone) ? sql : "((" + sql + " AT TIME ZONE 'UTC') AT TIME ZONE " + SqlText.string(zone) + ")";
    }

    /** The instant at which the wall clock of a zone shows this. */
    static String utc(String wall, String zone) {
        return utc(zone) ? wall : "pipit_utc(" + wall + ", " + SqlText.string(zone) + ")";
    }
}
