package io.pipit.cli.local;

import io.pipit.core.block.Column;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relation.StoredTable;
import io.pipit.core.sql.Relations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files as tables: {@code file('path'[, 'format'])}. Columns and types are found out from the file. */
final class LocalFiles implements Relations {
    private final EngineSession session;
    private final Map<String, String> readers = new LinkedHashMap<>();

    LocalFiles(EngineSession session) {
        this.session = session;
    }

    @Override
    public Optional<Relation> find(String name) {
        return Optional.empty();
    }

    @Override
    public Collection<String> names() {
        return List.of();
    }

    @Override
    public Optional<Relation> function(String name, List<String> arguments) {
        if (!name.equals("file")) {
            return Optional.empty();
        }
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "file() takes a path and perhaps a format, such as file('events.csv', 'CSV'); it was given "
                            + Counted.of(arguments.size(), "argument") + ".");
        }
        Path file = existing(Path.of(arguments.get(0)));
        FileFormat format = arguments.size() == 2 ? FileFormat.named(arguments.get(1)) : FileFormat.of(file);
        return Optional.of(table(file, format));
    }

    /** The engine's text for a table that {@link #function} has made. */
    String reader(String table) {
        return readers.get(table);
    }

    private StoredTable table(Path file, FileFormat format) {
        String read = format.read(file);
        List<Column> columns = session.query("DESCRIBE SELECT * FROM " + read, rows -> {
            List<Column> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Column(rows.getString(1), format.type(rows.getString(2))));
            }
            return found;
        });
        String name = "file " + readers.size();
        String typed = columns.stream()
                .map(c -> "CAST(" + EngineSession.quoted(c.name()) + " AS " + c.storage() + ") AS "
                        + EngineSession.quoted(c.name()))
                .collect(Collectors.joining(", "));
        readers.put(name, "(SELECT " + typed + " FROM " + read + ")");
        return new StoredTable(name, columns);
    }

    private static Path existing(Path file) {
        if (Files.isRegularFile(file)) {
            return file;
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
        throw new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "There is no file '" + file + "'"
                        + (Files.isDirectory(folder) ? "." : ": there is no folder " + folder + ".")
                        + NearestName.hint(file.getFileName().toString(), neighbours(folder)));
    }

    private static List<String> neighbours(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
