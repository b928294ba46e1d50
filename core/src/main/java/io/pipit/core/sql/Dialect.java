package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.chain.BlockGroups;
import io.pipit.core.sql.chain.ChainReader;
import io.pipit.core.sql.chain.KeyPaths;
import io.pipit.core.sql.function.FunctionRegistry;
import io.pipit.core.sql.parse.QueryParser;
import io.pipit.core.sql.range.RangeReader;
import io.pipit.core.sql.range.RangedQuery;
import io.pipit.core.sql.translate.ColumnExpressions;
import io.pipit.core.sql.translate.QueryTranslator;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.SetQuery;
import java.time.DateTimeException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The ClickHouse dialect: parse once, translate for the engine. Stateless and thread-safe. */
public final class Dialect {
    /** A translated expression: engine text over plain column names, and its type. */
    public record TranslatedExpression(String engineSql, DataType type) {}

    private final QueryTranslator queries;
    private final ColumnExpressions expressions;
    private final Aggregates aggregates = new Aggregates();
    private final Predicate<String> aggregateNames;

    /** The dialect with all functions that Pipit knows. */
    public Dialect() {
        FunctionRegistry functions = FunctionRegistry.standard();
        this.queries = new QueryTranslator(functions, aggregates);
        this.expressions = new ColumnExpressions(functions, aggregates);
        this.aggregateNames = name -> aggregates.find(name).isPresent()
                && functions.find(name).filter(f -> f.name().equals(name)).isEmpty();
    }

    /**
     * Parses one query.
     *
     * @param origin what error positions name, for instance {@code pipes/top.pipe}
     * @param firstLine the line of the origin at which the text starts, 1 for a text of its own
     * @throws io.pipit.core.error.PipitException {@code SQL_SYNTAX} or {@code UNSUPPORTED_SQL}, with the position
     */
    public Query parse(String sql, String origin, int firstLine) {
        return parse(sql, origin, firstLine, Map.of());
    }

    /**
     * Parses one query with values for its parameters {@code {name:Type}}. Values become literals; none can become a part of the
     * query.
     */
    public Query parse(String sql, String origin, int firstLine, Map<String, String> parameters) {
        return bounded(
                new SourcePosition(origin, firstLine, 1), () -> QueryParser.query(sql, origin, firstLine, parameters));
    }

    /**
     * Resolves names and types and renders the query for the engine.
     *
     * @throws io.pipit.core.error.PipitException {@code UNKNOWN_TABLE, UNKNOWN_COLUMN, UNKNOWN_FUNCTION, UNKNOWN_TYPE} or
     *     {@code INVALID_ARGUMENT}, with the position and the nearest known name
     */
    public TranslatedQuery translate(Query query, Relations relations, TranslationMode mode) {
        SetQuery body = ((ParsedQuery) query).body();
        return bounded(body.position(), () -> queries.translate(body, relations, mode));
    }

    /**
     * Where the part of a query stands that an offset in its translated text means; empty when it is no expression of the query.
     *
     * @param text the translation in this mode, with its tables bound
     */
    public Optional<SourcePosition> place(
            Query query, Relations relations, TranslationMode mode, String text, int offset) {
        SetQuery body = ((ParsedQuery) query).body();
        return bounded(body.position(), () -> queries.places(body, relations, mode)).entrySet().stream()
                .filter(e -> covers(text, e.getKey(), offset))
                .min(Comparator.comparing(e -> e.getKey().length()))
                .map(Map.Entry::getValue);
    }

    private static boolean covers(String text, String part, int offset) {
        int at = text.indexOf(part, Math.max(0, offset - part.length() + 1));
        return at >= 0 && at <= offset;
    }

    /**
     * The result columns that say in which order the rows come: rows that are equal in all of them may come in any order. Empty when any
     * order is right.
     */
    public List<String> order(Query query, Relations relations) {
        return ResultOrder.of(query, relations);
    }

    /**
     * The keys that keep the groups of a query over one table apart.
     *
     * @param tables the data sources, for their engine clauses and sorting keys
     * @throws io.pipit.core.error.PipitException {@code UNSUPPORTED_SQL}, with the place and the reason why one new row may change any
     *     result
     */
    public KeyPaths keys(Query query, Relations relations, Function<String, Optional<TableSpec>> tables) {
        return bounded(
                ((ParsedQuery) query).body().position(),
                () -> new ChainReader(aggregateNames, tables).read(query, relations));
    }

    /** Which rows a query takes, as far as its conditions say that by ranges of values. */
    public RangedQuery ranges(Query query, Relations relations) {
        return bounded(
                ((ParsedQuery) query).body().position(), () -> new RangeReader(aggregateNames).read(query, relations));
    }

    /**
     * Whether the rows that a query makes of many blocks together are what the rows of each block alone merge to in a table.
     *
     * @param columns of the table, by their place in the result
     */
    public boolean groupsBlocks(Query query, Relations relations, TableSpec target, List<String> columns) {
        return new MergeSql().anyOrder(target) && new BlockGroups(aggregates, target, columns).of(query, relations);
    }

    /** Translates one expression over the columns of a table, for instance a member of a sorting key or a default. */
    public TranslatedExpression expression(String text, String origin, int line, List<Column> columns) {
        return bounded(new SourcePosition(origin, line, 1), () -> expressions.expression(text, origin, line, columns));
    }

    /** Splits and translates a key such as {@code timestamp, toDate(at)} or {@code (a, b)} or {@code tuple()}. */
    public List<SortKey> sortingKey(String text, String origin, int line, List<Column> columns) {
        return bounded(new SourcePosition(origin, line, 1), () -> expressions.sortingKey(text, origin, line, columns));
    }

    /** Depth is limited while reading; what still gets too deep, as long sums do, must not end the caller's thread. */
    private static <T> T bounded(SourcePosition where, Supplier<T> action) {
        try {
            return action.get();
        } catch (StackOverflowError e) {
            throw SqlErrors.syntax(
                    where, "The query is nested too deep; take parts of it out into WITH or into nodes of their own.");
        } catch (PipitException e) {
            throw e;
        } catch (IllegalArgumentException
                | ClassCastException
                | ArithmeticException
                | IndexOutOfBoundsException
                | DateTimeException e) {
            throw SqlErrors.untranslatable(where, e);
        }
    }
}
