package io.pipit.jobs.reconcile.job;

import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.jobs.reconcile.shown.ShownRows;

/** The rows of one data source as queries see them at one snapshot. */
final class LakeRows implements ShownRows {
    private final EngineSession session;
    private final TableSpec table;
    private final String rows;
    private final PositionVector position;
    private final MergeSql merge = new MergeSql();

    /** At a snapshot that accounts for a position. */
    LakeRows(EngineSession session, LakeTable held, TableSpec table, TableState state, PositionVector position) {
        this.session = session;
        this.table = table;
        this.rows = held.scanSql(table, state.files());
        this.position = position;
    }

    @Override
    public PositionVector accepted(String dataSource) {
        return position;
    }

    @Override
    public void awaitShown(PositionVector shown) {
        // a snapshot does not change
    }

    @Override
    public <T> T ask(TranslatedQuery query, PositionVector atLeast, ResultMapper<T> mapper) {
        return session.query(
                query.bind(name -> merge.read(table, rows, query.mergeFree().contains(name))), mapper);
    }
}
