package io.pipit.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.PipeQueries.Explained;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.query.AnswerWriter;
import io.pipit.serving.query.Question;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Replies with what would be asked of the engine, and how it would go about it, instead of rows: nothing is read. */
final class ExplainReply {
    private final ServingLayer serving;
    private final ObjectMapper json = new ObjectMapper();

    ExplainReply(ServingLayer serving) {
        this.serving = serving;
    }

    /** A node of a pipe; the last one where none is named. */
    void pipe(Context context, String pipe, String node, RequestParameters parameters) {
        answer(context, parameters, queries -> queries.explained(pipe, node, parameters.ofTemplates()));
    }

    /** A query. */
    void sql(Context context, String sql, RequestParameters parameters) {
        answer(context, parameters, queries -> queries.explainedSql(sql, parameters.ofTemplates()));
    }

    private void answer(Context context, RequestParameters parameters, Function<PipeQueries, Explained> explained) {
        AtomicReference<String> text = new AtomicReference<>("");
        Function<PipeQueries, TranslatedQuery> query = queries -> {
            Explained found = explained.apply(queries);
            text.set(found.text());
            return found.query();
        };
        try {
            String plan = serving.ask(new Question(query, parameters.minPosition()), new PlanText())
                    .result();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("debug_query", text.get());
            body.put("query_explain", serving.plan().files().variables().masked(plan));
            context.contentType("application/json; charset=utf-8").result(json.writeValueAsBytes(body));
        } catch (PipitException e) {
            throw serving.plan().files().variables().masked(e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The engine's plan of a statement, as text. */
    private static final class PlanText implements AnswerWriter<String> {
        @Override
        public String statement(String sql, TranslatedQuery query) {
            return "EXPLAIN " + sql;
        }

        @Override
        public String write(List<OutputColumn> columns, ResultSet rows, Reading reading) throws SQLException {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                text.append(rows.getString(2)).append('\n');
            }
            return text.toString().stripTrailing();
        }
    }
}
