package io.pipit.core.block.engine.function;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;

/** Times as texts between the engine and Java, and the clock of zones. */
final class WallTime {
    private static final DateTimeFormatter OUT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT);

    private WallTime() {}

    static String text(LocalDateTime time) {
        return OUT.format(time);
    }

    /** The engine's text of a time. */
    static LocalDateTime parse(String text) {
        return LocalDateTime.parse(text.length() == 10 ? text + "T00:00:00" : text.replace(' ', 'T'));
    }

    /** The instant of a wall clock: the first of two; in a gap, that of the clock before it was put forward. */
    static LocalDateTime utc(LocalDateTime wall, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(wall);
        ZoneOffset offset = offsets.isEmpty() ? rules.getTransition(wall).getOffsetAfter() : offsets.get(0);
        return wall.minusSeconds(offset.getTotalSeconds());
    }
}
