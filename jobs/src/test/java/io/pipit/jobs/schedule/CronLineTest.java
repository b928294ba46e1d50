package io.pipit.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

class CronLineTest {
    /** A Wednesday; daylight saving begins in St. John's in the night to the 8th. */
    private static final Instant FROM = Instant.parse("2026-03-04T10:07:30Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *       | 2026-03-04T10:08:00Z, 2026-03-04T10:09:00Z",
                "0 * * * *       | 2026-03-04T11:00:00Z, 2026-03-04T12:00:00Z",
                "*/15 * * * *    | 2026-03-04T10:15:00Z, 2026-03-04T10:30:00Z",
                "5,35 8-10 * * * | 2026-03-04T10:35:00Z, 2026-03-05T08:05:00Z",
                "30 2 * * *      | 2026-03-05T02:30:00Z, 2026-03-06T02:30:00Z, 2026-03-07T02:30:00Z, 2026-03-08T02:30:00Z",
                "0 0 1 * *       | 2026-04-01T00:00:00Z, 2026-05-01T00:00:00Z",
                "0 0 29 2 *      | 2028-02-29T00:00:00Z",
                "0 6 * * 0       | 2026-03-08T06:00:00Z, 2026-03-15T06:00:00Z",
                "0 6 * * 7       | 2026-03-08T06:00:00Z, 2026-03-15T06:00:00Z",
                "0 6 * * 1-5     | 2026-03-05T06:00:00Z, 2026-03-06T06:00:00Z, 2026-03-09T06:00:00Z",
                "0 6 * * mon,fri | 2026-03-06T06:00:00Z, 2026-03-09T06:00:00Z",
                "0 6 1 JUL *     | 2026-07-01T06:00:00Z, 2027-07-01T06:00:00Z",
                "0 6 * apr-jun Fri | 2026-04-03T06:00:00Z, 2026-04-10T06:00:00Z",
            })
    void firesAsCronDoesInUtc(String line, String times) throws ParseException {
        List<Instant> expected =
                List.of(times.split(", ")).stream().map(Instant::parse).toList();
        List<String> quartz = CronLine.parse(line).quartz();
        assertThat(quartz).hasSize(1);
        Instant time = FROM;
        for (Instant next : expected) {
            time = next(quartz.get(0), time);
            assertThat(time).as(line + " as " + quartz).isEqualTo(next);
        }
    }

    @Test
    void firesOnEitherDayWhereBothDayFieldsSaySomething() throws ParseException {
        CronLine line = CronLine.parse("0 12 13 * 5");

        assertThat(line.quartz()).hasSize(2);
        assertThat(line.quartz().stream()
                        .map(expression -> next(expression, FROM))
                        .toList())
                .containsExactly(Instant.parse("2026-03-13T12:00:00Z"), Instant.parse("2026-03-06T12:00:00Z"));
    }

    @Test
    void keepsTheLineAsWritten() {
        assertThat(CronLine.parse("  0   6 * *  fri ").text()).isEqualTo("0 6 * * fri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@never", "* * * *", "* * * * * * *"})
    void saysHowManyFieldsItFound(String line) {
        assertThatThrownBy(() -> CronLine.parse(line))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE))
                .hasMessageContaining(", not 5")
                .hasMessageContaining("minute hour day-of-month month day-of-week in UTC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"61 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 9", "a * * * *", "*/0 * * * *"})
    void saysWhatIsWrongInAField(String line) {
        assertThatThrownBy(() -> CronLine.parse(line))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE))
                .hasMessageContaining("'" + line + "' is not a schedule: ")
                .hasMessageNotContaining("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@hourly           | 2026-03-04T11:00:00Z",
                "@daily            | 2026-03-05T00:00:00Z",
                "@Weekly           | 2026-03-08T00:00:00Z",
                "@monthly          | 2026-04-01T00:00:00Z",
                "@yearly           | 2027-01-01T00:00:00Z",
                "*/20 * * * * *    | 2026-03-04T10:07:40Z",
                "15 30 2 * * mon   | 2026-03-09T02:30:15Z",
                "CRON_TZ=Europe/Berlin 0 3 * * * | 2026-03-05T02:00:00Z",
                "CRON_TZ=America/New_York 30 8 * * 1-5 | 2026-03-04T13:30:00Z",
            })
    void wordsSecondsAndZones(String line, Instant next) {
        assertThat(CronLine.parse(line).firings(FROM, 1)).containsExactly(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // forward in the night to the 29th of March: 2:30 is left out and comes at the change
                "30 2 * * *  | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z, 2026-03-31T00:30:00Z",
                "0 3 * * *   | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z, 2026-03-30T01:00:00Z",
                "0 2,3 * * * | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z, 2026-03-30T00:00:00Z, 2026-03-30T01:00:00Z",
                "0 * * * *   | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
                // back in the night to the 25th of October: the hour from 2:00 on is there twice
                "30 2 * * *  | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
                "0 3 * * *   | 2026-10-24T12:00:00Z | 2026-10-25T02:00:00Z, 2026-10-26T02:00:00Z",
                "0 * * * *   | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
                "0 */2 * * * | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z, 2026-10-25T03:00:00Z",
            })
    void daylightSaving(String line, Instant from, String times) {
        List<Instant> expected =
                List.of(times.split(", ")).stream().map(Instant::parse).toList();
        assertThat(CronLine.parse(line, ZoneId.of("Europe/Berlin")).firings(from, expected.size()))
                .isEqualTo(expected);
    }

    @Test
    void bothDayFieldsAreMergedInOrder() {
        assertThat(CronLine.parse("0 12 13 * 5").firings(FROM, 4))
                .extracting(Instant::toString)
                .containsExactly(
                        "2026-03-06T12:00:00Z", "2026-03-13T12:00:00Z", "2026-03-20T12:00:00Z", "2026-03-27T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6 *", "0 0 31 feb,nov *"})
    void saysThatALineNeverFires(String line) {
        assertThatThrownBy(() -> CronLine.parse(line))
                .hasMessageContaining("'" + line + "' is not a schedule: it never fires");
    }

    @Test
    void saysThatAZoneIsNone() {
        assertThatThrownBy(() -> CronLine.parse("CRON_TZ=Europe/Berlinn 0 3 * * *"))
                .hasMessageContaining("'Europe/Berlinn' is no time zone");
    }

    @Test
    void theWholeLineIsReadAsItWas() {
        CronLine line = CronLine.parse("CRON_TZ=Asia/Tokyo  0  3 * * *");
        assertThat(line.whole()).isEqualTo("CRON_TZ=Asia/Tokyo 0 3 * * *");
        assertThat(CronLine.parse(line.whole())).isEqualTo(line);
        assertThat(CronLine.parse("0 3 * * *").whole()).isEqualTo("0 3 * * *");
    }

    private static Instant next(String expression, Instant after) {
        try {
            CronExpression cron = new CronExpression(expression);
            cron.setTimeZone(TimeZone.getTimeZone("UTC"));
            return cron.getNextValidTimeAfter(Date.from(after)).toInstant();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }
}
