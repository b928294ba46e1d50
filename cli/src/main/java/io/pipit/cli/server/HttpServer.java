package io.pipit.cli.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import io.pipit.cli.tls.ServerTls;
import io.pipit.core.config.ServerSettings;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a stack. Where it has a token, each request has to carry it; elsewhere tokens that clients send mean nothing.
 * Requests that run when it is closed are answered first.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final long STOP_MILLIS = 5_000;

    private final Javalin server;
    private final Optional<ServerTls> tls;

    private HttpServer(Javalin server, Optional<ServerTls> tls) {
        this.server = server;
        this.tls = tls;
    }

    /**
     * Starts to listen.
     *
     * @throws io.pipit.core.error.PipitException {@code ADDRESS_REFUSED} or {@code PORT_IN_USE}; {@code INVALID_CONFIG} for files of
     *     {@code server.tls} that do not do
     */
    public static HttpServer start(ServerSettings settings, Health health, List<Routes> parts) {
        return start(settings, health, Holders.NONE, parts);
    }

    /** The same, with tokens that let their holders do some things, where the server has one of its own. */
    public static HttpServer start(ServerSettings settings, Health health, Holders holders, List<Routes> parts) {
        BindAddress.check(settings);
        Optional<ServerTls> tls = settings.tls().isOn() ? Optional.of(new ServerTls(settings.tls())) : Optional.empty();
        return start(settings, tls, health, holders, parts);
    }

    /** The same with a certificate, which it closes when it ends. */
    public static HttpServer start(
            ServerSettings settings, Optional<ServerTls> tls, Health health, Holders holders, List<Routes> parts) {
        Routes access = new AccessToken(settings.token(), holders);
        try {
            Javalin server = Javalin.create(config -> configure(config, settings, tls, health, access, parts));
            server.start();
            return new HttpServer(server, tls);
        } catch (RuntimeException e) {
            tls.ifPresent(ServerTls::close);
            throw e instanceof JavalinBindException ? BindAddress.inUse(settings.port(), e) : e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
        tls.ifPresent(ServerTls::close);
    }

    private static void configure(
            JavalinConfig config,
            ServerSettings settings,
            Optional<ServerTls> tls,
            Health health,
            Routes access,
            List<Routes> parts) {
        BodyLimits limits = new BodyLimits(settings);
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.host = settings.bindAddress();
        config.jetty.port = settings.port();
        config.jetty.threadPool = new QueuedThreadPool(settings.threads(), Math.min(8, settings.threads()));
        config.jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
        tls.ifPresent(secured -> {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(secured.context());
            config.jetty.addConnector((server, http) -> secure(server, http, factory, settings));
        });
        config.http.maxRequestSize = settings.maxBodySize().bytes();
        config.http.defaultContentType = "application/json; charset=utf-8";
        config.requestLogger.http((context, millis) ->
                LOG.debug("{} {} {} {} ms", context.method(), context.path(), context.statusCode(), millis));
        new ErrorAnswers(limits).addTo(config.routes);
        access.addTo(config.routes);
        limits.addTo(config.routes);
        new HealthRoute(health, !settings.token().isBlank()).addTo(config.routes);
        parts.forEach(part -> part.addTo(config.routes));
    }

    private static Connector secure(
            Server server, HttpConfiguration http, SslContextFactory.Server tls, ServerSettings settings) {
        // Clients check the name; balancers and processes of the installation may come by another one, or by address.
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        connector.setHost(settings.bindAddress());
        connector.setPort(settings.port());
        return connector;
    }
}
