package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.column.StructBuffer;
import io.pipit.core.error.Counted;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/** Tuples: arrays with one value for each member, or objects with the members' names. */
final class TupleCell extends Cell {
    /** A member: its name, its cell and whether it may be absent. */
    record Member(String name, Cell cell, boolean nullable) {}

    private final StructBuffer buffer;
    private final List<Member> members;

    TupleCell(StructBuffer buffer, List<Member> members) {
        this.buffer = buffer;
        this.members = members;
    }

    @Override
    public String append(JsonInput in, JsonToken token) throws IOException {
        String reason = switch (token) {
            case START_ARRAY -> byPosition(in);
            case START_OBJECT -> byName(in);
            default -> Found.instead("an array or object", in, token);
        };
        if (reason == null) {
            buffer.endStruct();
        } else {
            buffer.dropOpenMembers();
        }
        return reason;
    }

    private String byPosition(JsonInput in) throws IOException {
        JsonParser json = in.parser();
        int count = 0;
        String reason = null;
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken(), count++) {
            if (reason != null || count >= members.size()) {
                json.skipChildren();
            } else {
                String why = members.get(count).cell().append(in, t);
                reason = why == null ? null : "member " + (count + 1) + ": " + why;
            }
        }
        if (reason == null && count != members.size()) {
            return "expected " + Counted.of(members.size(), "member") + ", found " + count;
        }
        return reason;
    }

    private String byName(JsonInput in) throws IOException {
        JsonParser json = in.parser();
        BitSet seen = new BitSet();
        String reason = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            int index = indexOf(json.currentName());
            JsonToken t = json.nextToken();
            if (index < 0 || reason != null || seen.get(index)) {
                json.skipChildren();
                continue;
            }
            seen.set(index);
            String why = members.get(index).cell().append(in, t);
            reason = why == null ? null : "member '" + members.get(index).name() + "': " + why;
        }
        return reason == null ? fillAbsent(seen) : reason;
    }

    private String fillAbsent(BitSet seen) {
        for (int i = seen.nextClearBit(0); i < members.size(); i = seen.nextClearBit(i + 1)) {
            if (!members.get(i).nullable()) {
                return "member '" + members.get(i).name() + "' is missing";
            }
            buffer.member(i).appendNull();
        }
        return null;
    }

    private int indexOf(String name) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
