package io.pipit.core.project.template.expression;

import io.pipit.core.project.template.expression.Expression.Call;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** {@code date_diff_in_days(a, b)} and its kin: how far two times are apart, without a sign. */
final class DateDifferences {
    static final Map<String, ChronoUnit> UNITS = Map.of(
            "day_diff", ChronoUnit.DAYS,
            "date_diff_in_days", ChronoUnit.DAYS,
            "date_diff_in_hours", ChronoUnit.HOURS,
            "date_diff_in_minutes", ChronoUnit.MINUTES,
            "date_diff_in_seconds", ChronoUnit.SECONDS);

    private DateDifferences() {}

    static Object of(Call call, Scope scope) {
        if (call.arguments().size() < 2) {
            throw TemplateErrors.template(call.function() + " needs two dates.");
        }
        Optional<LocalDateTime> from = time(call, scope, 0);
        Optional<LocalDateTime> to = time(call, scope, 1);
        if (from.isEmpty() || to.isEmpty()) {
            return null;
        }
        Duration apart = Duration.between(from.get(), to.get()).abs();
        return BigInteger.valueOf(
                apart.getSeconds() / UNITS.get(call.function()).getDuration().getSeconds());
    }

    private static Optional<LocalDateTime> time(Call call, Scope scope, int place) {
        String text = TypedParameter.text(call.arguments().get(place).evaluate(scope));
        Optional<LocalDateTime> time = format(call, scope, "date_format", 2)
                .flatMap(f -> DateTexts.time(text, f))
                .or(() -> format(call, scope, "backup_date_format", 3).flatMap(f -> DateTexts.time(text, f)))
                .or(() -> DateTexts.time(text));
        boolean noneIfError = Optional.ofNullable(call.named().get("none_if_error"))
                .map(e -> Operations.truth(e.evaluate(scope)))
                .orElse(false);
        if (time.isEmpty() && !noneIfError) {
            throw TemplateErrors.invalid(
                    Optional.of(TypedParameter.nameOf(call.arguments().get(place)))
                            .filter(n -> !n.isEmpty())
                            .orElse(call.function()),
                    text,
                    "a date or a time such as 2024-05-17 10:05:03");
        }
        return time;
    }

    private static Optional<String> format(Call call, Scope scope, String name, int place) {
        return Optional.ofNullable(call.named().get(name))
                .or(() -> call.arguments().size() > place
                        ? Optional.of(call.arguments().get(place))
                        : Optional.empty())
                .map(e -> TypedParameter.text(e.evaluate(scope)));
    }
}
