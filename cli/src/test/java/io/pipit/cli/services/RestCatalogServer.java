package io.pipit.cli.services;

import io.pipit.core.network.FreePort;
import io.pipit.core.services.ServiceProcess;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Iceberg's REST catalog for tests, in a server on loopback, over a catalog in a database. */
public final class RestCatalogServer implements AutoCloseable {
    private final JdbcCatalog catalog = new JdbcCatalog();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private RestCatalogServer(String name, Map<String, String> properties) {
        catalog.initialize(name, properties);
    }

    /** One that is killed: arguments are its name, a file with its properties, and its port. */
    public static void main(String[] arguments) throws Exception {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
            file.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        file.forEach((key, value) -> properties.put((String) key, (String) value));
        start(arguments[0], properties, Integer.parseInt(arguments[2]));
        Thread.currentThread().join();
    }

    /** A process of its own; not started yet. */
    static ServiceProcess process(Path folder, String name, Map<String, String> properties) throws IOException {
        int port = FreePort.find();
        Properties file = new Properties();
        file.putAll(properties);
        Path written = Files.createDirectories(folder).resolve("catalog.properties");
        try (Writer writer = Files.newBufferedWriter(written)) {
            file.store(writer, name);
        }
        List<String> command = new ArrayList<>(JavaCommand.of("-Xmx256m"));
        command.addAll(List.of(RestCatalogServer.class.getName(), name, written.toString(), Integer.toString(port)));
        return new ServiceProcess("REST catalog", port, folder.resolve("catalog.log"), command);
    }

    /** In this process; port 0 takes a free one. */
    static RestCatalogServer start(String name, Map<String, String> properties, int port) throws Exception {
        RestCatalogServer started = new RestCatalogServer(name, properties);
        started.connector.setPort(port);
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
