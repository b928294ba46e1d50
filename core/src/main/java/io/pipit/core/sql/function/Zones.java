package io.pipit.core.sql.function;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;

/** Time zones: instants are held in UTC; parts and starts of periods are those of the wall clock of a zone. */
public final class Zones {
    private Zones() {}

    /** Whether its clock is that in which instants are held. */
    public static boolean utc(String zone) {
        return zone.isEmpty() || zone.equals("UTC") || zone.equals("Etc/UTC") || zone.equals("GMT");
    }

    /** The wall clock of a zone at an instant. */
    public static String wall(String sql, String zone) {
        return utc(zone) ? sql : "((" + sql + " AT TIME ZONE 'UTC') AT TIME ZONE " + SqlText.string(zone) + ")";
    }

    /** The instant at which the wall clock of a zone shows this. */
    public static String utc(String wall, String zone) {
        return utc(zone) ? wall : "pipit_utc(" + wall + ", " + SqlText.string(zone) + ")";
    }

    /** As {@link #utc}; what no clock showed counts on from before the clocks were changed. */
    static String utcBefore(String wall, String zone) {
        return "((" + wall + " AT TIME ZONE " + SqlText.string(zone) + ") AT TIME ZONE 'UTC')";
    }

    /** Whether there is such a zone. */
    static boolean known(String zone) {
        try {
            return ZoneId.of(zone).getRules() != null;
        } catch (DateTimeException e) {
            return zone.isEmpty();
        }
    }

    /** The names of all zones. */
    static Set<String> names() {
        return ZoneId.getAvailableZoneIds();
    }

    /** How far the zone was from UTC when counting starts. */
    static long secondsIn1970(String zone) {
        try {
            return ZoneId.of(zone).getRules().getOffset(Instant.EPOCH).getTotalSeconds();
        } catch (DateTimeException e) {
            return 0; // the engine names the zone in its error
        }
    }
}
