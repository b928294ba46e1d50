package io.pipit.core.project.compile;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ViewKeys;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.chain.KeyPaths;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the keys of materialized nodes. A node sees blocks: the rows of its source as they came, not merged. */
final class ViewKeysReader {
    private final PipeTranslator translator;

    ViewKeysReader(PipeTranslator translator) {
        this.translator = translator;
    }

    /** Of a node. */
    ViewKeys of(Pipe pipe, TranslatedQuery plain, TableSpec source, TableSpec target) {
        if (!plain.slots().equals(List.of(source.name()))) {
            return ViewKeys.unknown(
                    plain.tables().size() > 1
                            ? "it reads another table beside '" + source.name() + "'"
                            : "it reads '" + source.name() + "' more than once");
        } else if (!FrozenTime.steady(plain)) {
            return ViewKeys.unknown("it gives random values");
        }
        try {
            TableSpec blocks = new TableSpec(
                    source.name(),
                    source.columns(),
                    EngineClause.MERGE_TREE,
                    source.sortingKey(),
                    source.partitionKey());
            KeyPaths keys = translator.keys(
                    pipe, pipe.output(), name -> name.equals(source.name()) ? Optional.of(blocks) : Optional.empty());
            return keys.single()
                    ? new ViewKeys(Optional.of(keys.chain()), unchanged(plain, target), "")
                    : ViewKeys.unknown("it reads '" + source.name() + "' more than once");
        } catch (PipitException e) {
            if (e.code() != ErrorCode.UNSUPPORTED_SQL) {
                throw e;
            }
            return ViewKeys.unknown(e.getMessage());
        }
    }

    private static Set<String> unchanged(TranslatedQuery plain, TableSpec target) {
        return plain.columns().stream()
                .filter(made -> target.column(made.name())
                        .map(Column::storage)
                        .filter(StorageTypes.of(made.type())::equals)
                        .isPresent())
                .map(OutputColumn::name)
                .collect(Collectors.toSet());
    }
}
