package io.pipit.core.project.compile;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.sql.range.RangedQuery;
import io.pipit.core.sql.tree.Expression;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether two views of one table count its rows twice, as far as that can be told: both take all rows, or those of the same conditions,
 * and bring them under the same keys.
 */
final class SameRows {
    private final PlanContext context;
    private final TableSpec target;

    SameRows(PlanContext context, TableSpec target) {
        this.context = context;
        this.target = target;
    }

    /** A view, and what its query takes. */
    private record Taken(Pipe pipe, PipeTranslator translator, RangedQuery rows) {}

    boolean both(ViewPlan one, ViewPlan other) {
        boolean added = target.engine().kind() != EngineClause.Kind.REPLACING; // which keeps one of them
        boolean alike = new HashSet<>(one.targetColumns()).equals(new HashSet<>(other.targetColumns()));
        if (!added || !alike) {
            return false;
        }
        Optional<Taken> first = taken(one);
        Optional<Taken> second = taken(other);
        return first.isPresent()
                && second.isPresent()
                && (first.get().rows().same(second.get().rows())
                        || first.get().rows().takesTheSame(second.get().rows())
                                && sameKeys(columns(first.get()), columns(second.get()), one.targetColumns()));
    }

    private Optional<Taken> taken(ViewPlan view) {
        Pipe pipe = context.project.pipes().get(view.pipe());
        PipeTranslator translator =
                new PipeTranslator(context.dialect, context.resources(), Map.of(), context.files.variables());
        try {
            return pipe.outputNode().name().equals(view.node())
                    ? Optional.of(new Taken(pipe, translator, translator.ranges(pipe, pipe.output())))
                    : Optional.empty();
        } catch (PipitException e) {
            return Optional.empty();
        }
    }

    /** What result columns are made of, in columns of the source; those of which that cannot be told are not among them. */
    private Map<String, Expression> columns(Taken view) {
        try {
            var paths = view.translator()
                    .keys(
                            view.pipe(),
                            view.pipe().output(),
                            name -> Optional.ofNullable(
                                    context.resources().tables().get(name)));
            return paths.single() ? paths.chain().columns() : Map.of();
        } catch (PipitException e) {
            return Map.of();
        }
    }

    private boolean sameKeys(Map<String, Expression> one, Map<String, Expression> other, List<String> given) {
        List<String> keys = target.sortingKey().stream()
                .map(SortKey::column)
                .filter(column -> !column.isEmpty())
                .toList();
        List<String> compared =
                keys.isEmpty() ? target.columns().stream().map(Column::name).toList() : keys;
        return compared.stream()
                .filter(given::contains)
                .allMatch(key -> one.containsKey(key) && one.get(key).equals(other.get(key)));
    }
}
