package io.pipit.speed;

import io.pipit.core.block.engine.EngineSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows as texts, each led by its block. */
final class Rows {
    private Rows() {}

    static List<String> texts(EngineSession session, String relation, String expressions) {
        String sql = "select _part, _off, " + expressions + " from " + relation + " as t";
        List<String> rows = session.query(sql, result -> {
            List<String> texts = new ArrayList<>();
            while (result.next()) {
                StringBuilder text = new StringBuilder(result.getString(1) + ":" + result.getString(2));
                for (int i = 3; i <= result.getMetaData().getColumnCount(); i++) {
                    text.append(' ').append(result.getString(i));
                }
                texts.add(text.toString());
            }
            return texts;
        });
        Collections.sort(rows);
        return rows;
    }
}
