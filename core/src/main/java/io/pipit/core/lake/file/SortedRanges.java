package io.pipit.core.lake.file;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.layout.AddedColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts more rows than memory can: they are written as they come, that is read once for each range of what they are sorted by, and again
 * for the ranges of a range, until one is small enough. The bounds are those of a sample; the place of a row is part of them, so
 * that a key that most rows have is divided too.
 */
final class SortedRanges {
    private static final Logger LOG = LoggerFactory.getLogger(SortedRanges.class);
    private static final int RANGES = 8;
    private static final int SAMPLED_PER_RANGE = 200;
    private static final int DEEPEST = 12;

    /** A sort takes about three times what it sorts. */
    private static final int SHARE = 4;

    private final ScanSql scan;
    private final ParquetFiles parquet;

    SortedRanges(TableSpec spec, Schema schema, ParquetFiles parquet) {
        this.scan = new ScanSql(
                spec,
                schema,
                schema.columns().stream().map(Types.NestedField::fieldId).collect(Collectors.toSet()),
                false,
                new AddedColumns(Map.of()));
        this.parquet = parquet;
    }

    /**
     * Writes the rows of a query.
     *
     * @throws PipitException {@code OUT_OF_MEMORY} when the query itself, or a few of its rows, need more than there is
     */
    List<LakeFile> write(EngineSession session, String query) {
        Path folder = session.bounds().tempFolder().resolve("ranges-" + UUID.randomUUID());
        List<LakeFile> written = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            Path all = folder.resolve("all.parquet");
            long rows = rows(parquet.writeUnsorted(session, query, all));
            LOG.info("{} rows are too many to be sorted at once, and are sorted by ranges", rows);
            if (rows > 0) {
                divide(session, all, rows, 0, written);
            }
            return written;
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "The folder " + folder + " for rows that are sorted cannot be made: " + e.getMessage()
                            + ". Check the disk.",
                    e);
        } catch (RuntimeException e) {
            written.forEach(file -> delete(Path.of(file.path())));
            throw e;
        } finally {
            deleteAll(folder);
        }
    }

    /** Sorts the rows of a file, which is deleted. */
    private void divide(EngineSession session, Path file, long rows, int depth, List<LakeFile> written) {
        String from = scan.of(List.of(file.toString()));
        long wanted = wanted(session, file);
        int ranges = (int) Math.min(RANGES, Math.max(wanted, depth == 0 ? 1 : 2));
        String bounds = "pipit_bounds_" + depth;
        session.execute("SET VARIABLE " + bounds + " = (SELECT list(k ORDER BY k) FROM (SELECT " + key() + " AS k FROM "
                + from + " AS r USING SAMPLE reservoir(" + ranges * SAMPLED_PER_RANGE + " ROWS) REPEATABLE (1)))");
        long seen = 0;
        for (int i = 0; i < ranges; i++) {
            String range = "SELECT * FROM " + from + " AS r WHERE " + range(bounds, i, ranges);
            Path part = file.resolveSibling(file.getFileName() + "-" + i);
            seen += sorted(session, new Range(range, part, rows, depth + 1), wanted > RANGES, written);
        }
        session.execute("RESET VARIABLE " + bounds);
        delete(file);
        if (seen != rows) {
            throw new IllegalStateException("Of " + rows + " rows that were divided, " + seen + " were written.");
        }
    }

    /** Rows of a larger file. */
    private record Range(String query, Path file, long of, int depth) {}

    private long sorted(EngineSession session, Range range, boolean large, List<LakeFile> written) {
        if (large) {
            return divided(session, range, written);
        }
        try {
            List<LakeFile> files = parquet.writeAtOnce(session, range.query());
            written.addAll(files);
            return rows(files);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.OUT_OF_MEMORY || range.depth() > DEEPEST) {
                throw e;
            }
            return divided(session, range, written);
        }
    }

    private long divided(EngineSession session, Range range, List<LakeFile> written) {
        long rows = rows(parquet.writeUnsorted(session, range.query(), range.file()));
        if (rows > 0) {
            divide(session, range.file(), rows, range.depth(), written);
        }
        return rows;
    }

    /** How many ranges are small enough, by the file's row groups, which are bounded by what they take in memory. */
    private static long wanted(EngineSession session, Path file) {
        long groups = session.queryLong("SELECT sum(num_row_groups)::BIGINT FROM parquet_file_metadata("
                + ParquetFiles.literal(file.toString()) + ")");
        EngineConfig bounds = session.bounds();
        long most = Math.max(1, bounds.memoryLimitBytes() / bounds.threads() / SHARE);
        return (groups * ParquetFiles.ROW_GROUP_BYTES + most - 1) / most;
    }

    /** The engine knows no BETWEEN of such values, which it would make of two comparisons. */
    private String range(String bounds, int range, int ranges) {
        String below = range == 0 ? "false" : key() + " < " + bound(bounds, range, ranges);
        String within = range == ranges - 1 ? "true" : key() + " < " + bound(bounds, range + 1, ranges);
        return "CASE WHEN " + below + " THEN false ELSE " + within + " END";
    }

    private static String bound(String bounds, int range, int ranges) {
        String list = "getvariable('" + bounds + "')";
        return list + "[1 + len(" + list + ") * " + range + " // " + ranges + "]";
    }

    /** One value, since those are in one order whatever is NULL in them. */
    private String key() {
        List<String> order = parquet.order();
        return IntStream.range(0, order.size())
                .mapToObj(i -> "k" + i + " := " + order.get(i))
                .collect(Collectors.joining(", ", "struct_pack(", ")"));
    }

    private static long rows(List<LakeFile> files) {
        return files.stream().mapToLong(LakeFile::rows).sum();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The file {} stays: {}", file, e.getMessage());
        }
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(SortedRanges::delete);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("The folder {} stays: {}", folder, e.getMessage());
        }
    }
}
