package io.pipit.jobs.token;

import io.pipit.core.access.Scope;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobsDatabase;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tokens of an installation, in the database of versions. Failures of it are {@code CATALOG_UNAVAILABLE}. Thread-safe. */
public final class TokenStore {
    /** Begins every value, so that it is known where it turns up. */
    private static final String MARK = "p.";

    private static final int VALUE_BYTES = 32;

    private final JobsDatabase database;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** In a database. */
    public TokenStore(JobsDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** All, by name. */
    public List<StaticToken> all() {
        String sql = "SELECT name, secret, declared, granted, created_at FROM pipit_tokens ORDER BY name";
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<StaticToken> tokens = new ArrayList<>();
            while (row.next()) {
                tokens.add(new StaticToken(
                        row.getString(1),
                        row.getString(2),
                        scopes(row.getString(3)),
                        scopes(row.getString(4)),
                        row.getLong(5)));
            }
            return tokens;
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /**
     * One of them.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE}
     */
    public StaticToken find(String name) {
        List<StaticToken> all = all();
        return all.stream()
                .filter(token -> token.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no token '" + name + "'."
                                + NearestName.hint(
                                        name,
                                        all.stream().map(StaticToken::name).toList())
                                + " 'pipit token ls' shows them."));
    }

    /**
     * Makes one.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when the name is taken
     */
    public StaticToken create(String name, Collection<Scope> granted) {
        if (all().stream().anyMatch(token -> token.name().equals(name))) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "There is a token '" + name + "' already. Take another name, or remove it with: pipit token rm "
                            + name + ".");
        }
        insert(name, List.of(), granted);
        return find(name);
    }

    /** Lets a token do these, besides what files say; see {@link #find} for errors. */
    public StaticToken grant(String name, Collection<Scope> granted) {
        find(name);
        update("UPDATE pipit_tokens SET granted=? WHERE name=?", text(granted), name);
        return find(name);
    }

    /** Gives it another value: the former one counts no more; see {@link #find} for errors. */
    public StaticToken refresh(String name) {
        find(name);
        update("UPDATE pipit_tokens SET secret=? WHERE name=?", value(), name);
        return find(name);
    }

    /** Forgets it; see {@link #find} for errors. */
    public void remove(String name) {
        find(name);
        update("DELETE FROM pipit_tokens WHERE name=?", name);
    }

    /** Takes over what the files of a version declare: tokens that are new are made, none is lost, and each may do what files say now. */
    public void declare(Map<String, SortedSet<Scope>> wanted) {
        List<StaticToken> held = all();
        for (StaticToken token : held) {
            SortedSet<Scope> declared = wanted.getOrDefault(token.name(), new TreeSet<>());
            if (!declared.equals(token.declared())) {
                update("UPDATE pipit_tokens SET declared=? WHERE name=?", text(declared), token.name());
            }
        }
        List<String> names = held.stream().map(StaticToken::name).toList();
        wanted.forEach((name, scopes) -> {
            if (!names.contains(name)) {
                insert(name, scopes, List.of());
            }
        });
    }

    private void insert(String name, Collection<Scope> declared, Collection<Scope> granted) {
        update(
                "INSERT INTO pipit_tokens (name, secret, declared, granted, created_at) VALUES (?, ?, ?, ?, ?)",
                name,
                value(),
                text(declared),
                text(granted),
                clock.millis());
    }

    private String value() {
        byte[] bytes = new byte[VALUE_BYTES];
        random.nextBytes(bytes);
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void update(String sql, Object... values) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static String text(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::toString).collect(Collectors.joining("\n"));
    }

    private static SortedSet<Scope> scopes(String text) {
        return text.lines().map(Scope::parse).collect(Collectors.toCollection(TreeSet::new));
    }

    private static PipitException unavailable(SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The database of tokens cannot be used: " + e.getMessage(), e);
    }
}
