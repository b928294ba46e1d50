package io.pipit.cli.services;

import java.net.URI;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Iceberg's REST catalog for tests, in a server on loopback, over a catalog in a database. */
final class RestCatalogServer implements AutoCloseable {
    private final JdbcCatalog catalog = new JdbcCatalog();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private RestCatalogServer(String name, Map<String, String> properties) {
        catalog.initialize(name, properties);
    }

    static RestCatalogServer start(String name, Map<String, String> properties) throws Exception {
        RestCatalogServer started = new RestCatalogServer(name, properties);
        started.connector.setHost("127.0.0.1");
        started.server.addConnector(started.connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(started.catalog))), "/*");
        started.server.setHandler(context);
        started.server.start();
        return started;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() throws Exception {
        server.stop();
        catalog.close();
    }
}
