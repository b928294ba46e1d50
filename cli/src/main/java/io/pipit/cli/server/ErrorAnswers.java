package io.pipit.cli.server;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.ErrorKind;
import io.pipit.core.error.PipitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure in the established shape, whichever route it comes from. */
final class ErrorAnswers implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private final BodyLimits limits;

    ErrorAnswers(BodyLimits limits) {
        this.limits = limits;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.exception(PipitException.class, this::known);
        routes.exception(HttpResponseException.class, this::refusedByServer);
        routes.exception(Exception.class, this::defect);
    }

    private void known(PipitException failure, Context context) {
        if (failure.code().kind() == ErrorKind.INTERNAL) {
            LOG.error("{} {} failed", context.method(), context.path(), failure);
        }
        answer(context, ErrorBody.of(failure));
    }

    private void refusedByServer(HttpResponseException failure, Context context) {
        int status = failure.getStatus();
        answer(
                context,
                switch (status) {
                    case 404 ->
                        ErrorBody.of(
                                ErrorCode.UNKNOWN_RESOURCE,
                                AbsentRoutes.refusal(context.method().name(), context.path()));
                    case 413 -> ErrorBody.of(ErrorCode.BODY_TOO_LARGE, limits.refusal(context));
                    default ->
                        new ErrorBody(
                                status,
                                status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_ARGUMENT,
                                String.valueOf(failure.getMessage()));
                });
    }

    private void defect(Exception failure, Context context) {
        LOG.error("{} {} failed", context.method(), context.path(), failure);
        answer(context, ErrorBody.of(failure));
    }

    private static void answer(Context context, ErrorBody body) {
        body.retryAfterSeconds().ifPresent(seconds -> context.header("Retry-After", Integer.toString(seconds)));
        context.status(body.status())
                .contentType("application/json; charset=utf-8")
                .result(body.toJson());
    }
}
