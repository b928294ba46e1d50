package io.pipit.cli.embedded;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.server.Holders;
import io.pipit.cli.server.Routes;
import io.pipit.core.project.Plan;
import io.pipit.core.project.compile.ProjectSources;
import io.pipit.jobs.http.TokenRoutes;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.jobs.token.TokenBook;
import io.pipit.jobs.token.TokenStore;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** Tokens of resources: those that the files of the live version declare, and those that commands make. */
final class StackTokens implements Routes, Holders {
    private final TokenStore store;
    private final Holders holders;
    private final Supplier<Plan> plan;

    /** In a database, for scopes of a plan's resources. */
    StackTokens(JobsDatabase database, Supplier<Plan> plan) {
        this.store = new TokenStore(database, Clock.systemUTC());
        this.holders = holders(store);
        this.plan = plan;
    }

    /** Goes over to what a version declares. */
    void apply(Plan next) {
        store.declare(ProjectSources.tokens(next.files()));
    }

    @Override
    public Optional<Holder> find(String token) {
        return holders.find(token);
    }

    /** The holders of a database's tokens, in a process that changes none. */
    static Holders holders(JobsDatabase database) {
        return holders(new TokenStore(database, Clock.systemUTC()));
    }

    private static Holders holders(TokenStore store) {
        TokenBook book = new TokenBook(store);
        return token -> book.find(token).map(found -> new Holder(found.name(), found.scopes()));
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        new TokenRoutes(store, plan).addTo(routes);
    }
}
