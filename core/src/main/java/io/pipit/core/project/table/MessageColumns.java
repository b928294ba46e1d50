package io.pipit.core.project.table;

import io.pipit.core.block.Column;
import io.pipit.core.block.json.MessageField;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Kept;
import io.pipit.core.project.datafile.Section;
import java.util.ArrayList;
import java.util.List;

/** The columns of a data source that reads a topic: those written, and those of messages that are not among them. */
final class MessageColumns {
    private MessageColumns() {}

    static List<Column> in(Section head, List<Column> written) {
        if (!KafkaSource.in(head)) {
            return written;
        }
        List<Column> columns = new ArrayList<>(written);
        for (MessageField field : MessageField.values()) {
            boolean there = written.stream().anyMatch(c -> c.name().equals(field.column()));
            if (!there && (field != MessageField.HEADERS || headers(head))) {
                columns.add(ColumnText.read("`" + field.column() + "` " + field.type()));
            }
        }
        return columns;
    }

    private static boolean headers(Section head) {
        return Kept.HEADERS.asked(head) || Kept.BINARY_HEADERS.asked(head);
    }
}
