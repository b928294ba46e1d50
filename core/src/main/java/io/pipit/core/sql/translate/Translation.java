package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.FunctionRegistry;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With.CommonTable;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is common to all parts of one translation. */
final class Translation {
    final FunctionRegistry functions;
    final Aggregates aggregates;
    /** The table that stands for blocks, or the empty text. */
    final String keyedSource;
    /** Whether the identity of blocks is carried; else the keyed source holds one block. */
    final boolean keyed;

    final Shared shared = new Shared();
    final Set<String> tables = new LinkedHashSet<>();
    final Set<String> needMerge = new HashSet<>();
    final ForeignReads foreign = new ForeignReads();
    final TableReads reads = new TableReads();
    /** Named queries and scalar sub-queries that have been translated, with their mark. */
    final IdentityHashMap<SetQuery, Named> named = new IdentityHashMap<>();

    /** The queries that calls of joinGet and the like stand for. */
    final IdentityHashMap<Object, SetQuery> lookups = new IdentityHashMap<>();

    /** The text of each expression with its place, for who asks where a text comes from; else null. */
    Map<String, SourcePosition> places;

    /** The SELECT whose rows may come in any order, if any. */
    Select unordered;

    private final IdentityHashMap<Object, String> callAliases = new IdentityHashMap<>();
    private int aliases;

    /** A translated query and what stands for it after FROM. */
    record Named(Translated query, String mark) {}

    Translation(FunctionRegistry functions, Aggregates aggregates, String keyedSource, boolean keyed) {
        this.functions = functions;
        this.aggregates = aggregates;
        this.keyedSource = keyedSource;
        this.keyed = keyed;
    }

    String newAlias(String prefix) {
        return prefix + aliases++;
    }

    /** One name for one place of the tree, so that it reads alike wherever it is repeated. */
    String aliasOf(Object place, String prefix) {
        return callAliases.computeIfAbsent(place, p -> newAlias(prefix));
    }

    String slot(String table) {
        tables.add(table);
        return SqlText.SLOT + table + SqlText.SLOT;
    }

    /** What tells the only block that a query runs on from others, its time; empty where it does not run so. */
    Optional<String> block() {
        if (keyedSource.isEmpty() || keyed) {
            return Optional.empty();
        }
        reads.addWhole(keyedSource);
        return Optional.of("(SELECT max(\"" + Identity.AT + "\") FROM " + slot(keyedSource) + ")");
    }

    /** Translates a query once, however often it is read. */
    Named name(SetQuery query, Environment environment) {
        return name(query, () -> new SetTranslator(this).translate(query, environment));
    }

    /** Translates a query that WITH names once, however often it is read. */
    Named name(Environment.Common common, Environment environment) {
        CommonTable table = common.table();
        return name(
                table.query(),
                () -> common.recursive()
                        ? new SetTranslator(this).recursive(table, environment)
                        : new SetTranslator(this).translate(table.query(), environment.without(table.name())));
    }

    private Named name(SetQuery query, Supplier<Translated> translator) {
        Named known = named.get(query);
        if (known == null) {
            Translated translated = translator.get();
            known = new Named(translated, shared.add(translated.sql()));
            named.put(query, known);
        }
        return known;
    }
}
