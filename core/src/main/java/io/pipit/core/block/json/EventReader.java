package io.pipit.core.block.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.json.value.JsonInput;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Reads the events of one body into one or several blocks. Not thread-safe.
 *
 * <p>One parser runs over the whole body as long as its lines are good; from the first bad one on, each line is read by a
 * parser of its own, so that nothing but the bad line is lost. Both ways give the same rows.
 */
public final class EventReader implements AutoCloseable {
    private final byte[] body;
    private final int end;
    private final EventFormat format;
    private final long acceptedAtMicros;
    private JsonInput whole;
    private JsonInput line;
    private int position;
    private int lineEnd;
    private boolean inArray;
    private int fitting;
    private int quarantined;
    private int objects;
    private String firstProblem;

    /** Reads the first bytes of an array; {@code now()} in defaults is the accepted time. */
    public EventReader(byte[] body, int length, EventFormat format, long acceptedAtMicros) {
        this.body = body;
        this.end = length;
        this.format = format;
        this.acceptedAtMicros = acceptedAtMicros;
        this.position = startsWithByteOrderMark() ? 3 : 0;
        this.whole = new JsonInput(body, position, end);
    }

    /** Rows that fit so far. */
    public int fitting() {
        return fitting;
    }

    /** Rows that do not fit so far. */
    public int quarantined() {
        return quarantined;
    }

    /**
     * Reads events into a block until it has taken so much, or the body ends. Where it stops depends on the body and the
     * bound alone, if the block was empty.
     *
     * @param mostInputBytes the bound, in bytes of JSON; the event that reaches it is the last one
     * @return whether there may be more events
     * @throws PipitException {@code INVALID_BODY} when there is no event at all, or the format is JSON and the body is not
     */
    public boolean readInto(BlockBuilder block, long mostInputBytes) {
        block.acceptedAt(acceptedAtMicros);
        try {
            while (block.inputBytes() < mostInputBytes) {
                boolean more = whole != null ? nextOfWhole(block) : nextOfLine(block);
                if (!more) {
                    checkAnyEvent();
                    return false;
                }
            }
            return true;
        } catch (JsonProcessingException e) {
            throw invalid("Line " + e.getLocation().getLineNr() + ": " + reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    @Override
    public void close() {
        if (whole != null) {
            whole.close();
        }
        if (line != null) {
            line.close();
        }
    }

    private boolean nextOfWhole(BlockBuilder block) throws IOException {
        return format == EventFormat.JSON ? nextOfJson(block) : nextOfLines(block);
    }

    /** The next object of a JSON body; bad JSON ends everything. */
    private boolean nextOfJson(BlockBuilder block) throws IOException {
        JsonToken token = whole.parser().nextToken();
        if (token == JsonToken.START_ARRAY && !inArray) {
            inArray = true;
            return true;
        } else if (token == JsonToken.END_ARRAY && inArray) {
            inArray = false;
            return true;
        } else if (token == null) {
            return false;
        }
        int start = whole.tokenStart();
        if (token == JsonToken.START_OBJECT) {
            count(block.record(whole, start, acceptedAtMicros));
        } else {
            whole.parser().skipChildren();
            noObject(block, start, whole.position(), token);
        }
        return true;
    }

    /** The next line by the parser of the whole body; at the first trouble, lines are read one by one. */
    private boolean nextOfLines(BlockBuilder block) throws IOException {
        BlockBuilder.Mark mark = block.mark();
        try {
            JsonToken token = whole.parser().nextToken();
            if (token == null) {
                return false;
            }
            if (token == JsonToken.START_OBJECT) {
                int firstLine = whole.tokenLine();
                boolean fits = block.record(whole, whole.tokenStart(), acceptedAtMicros);
                if (whole.line() == firstLine) {
                    count(fits);
                    position = whole.position();
                    return true;
                }
            }
        } catch (JsonProcessingException e) {
            // read again below, line by line
        }
        block.undo(mark);
        whole.close();
        whole = null;
        return true;
    }

    private boolean nextOfLine(BlockBuilder block) throws IOException {
        while (line == null) {
            if (position >= end) {
                return false;
            }
            openLine();
        }
        int start = position;
        try {
            JsonToken token = line.parser().nextToken();
            if (token == null) {
                endLine();
            } else if (token == JsonToken.START_ARRAY && !inArray) {
                inArray = true;
            } else if (token == JsonToken.END_ARRAY) {
                inArray = false;
            } else {
                start = line.tokenStart();
                event(block, token, start);
            }
            position = line == null ? position : line.position();
        } catch (JsonProcessingException e) {
            malformed(block, start, reason(e));
        }
        return true;
    }

    private void event(BlockBuilder block, JsonToken token, int start) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            count(block.record(line, start, acceptedAtMicros));
        } else {
            line.parser().skipChildren();
            noObject(block, start, line.position(), token);
        }
    }

    /** Finds the next line that is not blank. */
    private void openLine() {
        lineEnd = position;
        while (lineEnd < end && body[lineEnd] != '\n') {
            lineEnd++;
        }
        while (position < lineEnd && body[position] <= ' ' && body[position] >= 0) {
            position++;
        }
        if (position == lineEnd) {
            position++;
        } else {
            line = new JsonInput(body, position, lineEnd);
        }
    }

    private void endLine() {
        line.close();
        line = null;
        inArray = false;
        position = lineEnd + 1;
    }

    private void malformed(BlockBuilder block, int start, String reason) {
        int stop = lineEnd;
        while (stop > start && body[stop - 1] <= ' ' && body[stop - 1] >= 0) {
            stop--;
        }
        firstProblem = firstProblem == null ? "Line " + lineNumber(start) + ": " + reason : firstProblem;
        block.malformed(body, start, stop, reason, acceptedAtMicros);
        quarantined++;
        endLine();
    }

    private void noObject(BlockBuilder block, int start, int stop, JsonToken token) {
        String found = token == JsonToken.START_ARRAY
                ? "an array"
                : token == JsonToken.VALUE_STRING
                        ? "a text"
                        : token.isNumeric() ? "a number" : String.valueOf(token.asString());
        String reason = "expected a JSON object, found " + found;
        firstProblem = firstProblem == null ? "Line " + lineNumber(start) + ": " + reason : firstProblem;
        block.malformed(body, start, stop, reason, acceptedAtMicros);
        quarantined++;
    }

    private void count(boolean fits) {
        objects++;
        if (fits) {
            fitting++;
        } else {
            quarantined++;
        }
    }

    private void checkAnyEvent() {
        if (objects == 0) {
            throw invalid(firstProblem == null ? "It is empty." : firstProblem);
        }
    }

    private PipitException invalid(String problem) {
        String expected = format == EventFormat.JSON
                ? "one JSON object, or an array of objects"
                : "one JSON object a line (NDJSON); for an object over several lines add format=json";
        return new PipitException(
                ErrorCode.INVALID_BODY,
                "The body holds no events; nothing was stored. " + problem + (problem.endsWith(".") ? "" : ".")
                        + " Expected " + expected + ".");
    }

    private int lineNumber(int index) {
        int number = 1;
        for (int i = 0; i < index; i++) {
            number += body[i] == '\n' ? 1 : 0;
        }
        return number;
    }

    private boolean startsWithByteOrderMark() {
        return end >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    /** What the parser says, without its places and settings. */
    static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int from = message.indexOf(" (for ");
        String plain = (from < 0 ? message : message.substring(0, from))
                .replace('\n', ' ')
                .strip();
        return "not valid JSON at column " + Math.max(1, e.getLocation().getColumnNr()) + ": "
                + (plain.isEmpty() ? e.getClass().getSimpleName().toLowerCase(Locale.ROOT) : plain);
    }
}
