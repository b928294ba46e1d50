package io.pipit.jobs.plan;

import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.parse.WrittenSql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hashes of what makes the rows of a table: as people have written it, and as this version of Pipit translates it. */
final class FingerprintTexts {
    private static final int HASH_LENGTH = 16;

    private final Plan plan;

    FingerprintTexts(Plan plan) {
        this.plan = plan;
    }

    /** Engine clause, sorting key and partition key with the engine's SQL. */
    static String layout(TableSpec table) {
        return hash(table.engine() + "\n" + table.sortingKey() + "\n" + table.partitionKey());
    }

    /** The same as written. */
    static String writtenLayout(TableSpec table) {
        Stream<String> engine = Stream.of(
                table.engine().kind().name(),
                table.engine().versionColumn(),
                table.engine().deletedColumn(),
                String.join(",", table.engine().summingColumns()),
                table.partitionKey().transform().name(),
                table.partitionKey().column());
        Stream<String> keys = table.sortingKey().stream()
                .map(SortKey::text)
                .map(WrittenSql::of)
                .map(WrittenSql::text);
        return hash(Stream.concat(engine, keys).collect(Collectors.joining("\n")));
    }

    /** The view's SQL, the types of the columns that it may read, and the same of the views that make its source. */
    String translated(ViewPlan view) {
        return hash(translatedText(view));
    }

    /** What people have written of the view, and the same of the views that make its source. */
    String written(ViewPlan view) {
        return hash(writtenText(view));
    }

    private String writtenText(ViewPlan view) {
        return view.source() + "\n" + plan.written().getOrDefault(view.feed(), "")
                + sources(view).map(this::writtenText).collect(Collectors.joining("\n", "\n", ""));
    }

    private String translatedText(ViewPlan view) {
        StringBuilder text = new StringBuilder(String.join("\u0000", view.sql().pieces()));
        text.append('\n')
                .append(view.sql().slots())
                .append(view.targetColumns())
                .append(view.source());
        Stream.concat(Stream.of(view.source()), view.joined().stream())
                .flatMap(name -> plan.table(name).stream())
                .flatMap(source -> source.columns().stream())
                .filter(column -> view.sql().pieces().stream().anyMatch(piece -> piece.contains(column.name())))
                .forEach(column -> text.append('\n')
                        .append(column.name())
                        .append(' ')
                        .append(column.type().writtenText()));
        sources(view).forEach(other -> text.append('\n').append(translatedText(other)));
        return text.toString();
    }

    private Stream<ViewPlan> sources(ViewPlan view) {
        return plan.views().stream().filter(other -> other.target().equals(view.source()));
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
