package io.pipit.serving.http;

import io.javalin.http.Context;
import io.pipit.core.error.PipitException;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.format.FormattedAnswer;
import io.pipit.serving.format.JsonStyle;
import io.pipit.serving.format.OutputFormat;
import io.pipit.serving.format.ParquetAnswer;
import io.pipit.serving.lambda.LambdaReading;
import io.pipit.serving.query.Answer;
import io.pipit.serving.query.AnswerWriter;
import io.pipit.serving.query.Question;
import java.util.stream.Collectors;

/** Asks a question and replies with its rows in a format, up to a bound, with headers that say what they were made from. */
final class QuestionReply {
    private final ServingLayer serving;
    private final long limitBytes;

    QuestionReply(ServingLayer serving, long limitBytes) {
        this.serving = serving;
        this.limitBytes = limitBytes;
    }

    void answer(RequestWatch watch, Context context, OutputFormat format, JsonStyle style, Question question) {
        if (format == OutputFormat.PARQUET) {
            file(watch, context, question);
        } else {
            FormattedAnswer writer = new FormattedAnswer(format, style, limitBytes);
            Answer<byte[]> answer = asked(question, writer);
            watch.read(answer, writer.rows(), writer.bytesRead());
            context.result(answer.result());
            describe(watch, context, answer);
        }
        context.contentType(format.contentType());
    }

    private void file(RequestWatch watch, Context context, Question question) {
        try (ParquetAnswer writer = new ParquetAnswer(serving.answers(), limitBytes)) {
            Answer<ParquetAnswer.Written> answer = asked(question, writer);
            watch.read(answer, answer.result().rows(), answer.result().bytesRead());
            context.result(writer.open());
            describe(watch, context, answer);
        }
    }

    private static void describe(RequestWatch watch, Context context, Answer<?> answer) {
        if (!answer.stale().isEmpty()) {
            context.header(
                    "X-Pipit-Stale",
                    answer.stale().stream().map(QuestionReply::stale).collect(Collectors.joining(", ")));
        }
        context.header("X-Pipit-Position", answer.position().toText())
                .header("X-Pipit-Lake-Rows", Long.toString(answer.lakeRows()))
                .header("X-Pipit-Fresh-Rows", Long.toString(answer.freshRows()))
                .header("x-request-id", watch.requestId());
    }

    /** The name of a table, and how many seconds ago the run was that it shows. */
    private static String stale(LambdaReading.Stale stale) {
        return stale.target() + "=" + (stale.ageMillis() < 0 ? "never" : stale.ageMillis() / 1000);
    }

    /** An error may quote the query, and with it a secret. */
    private <T> Answer<T> asked(Question question, AnswerWriter<T> writer) {
        try {
            return serving.ask(question, writer);
        } catch (PipitException e) {
            throw serving.plan().files().variables().masked(writer instanceof ParquetAnswer p ? p.reason(e) : e);
        }
    }
}
