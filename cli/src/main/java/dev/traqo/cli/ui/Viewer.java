package dev.traqo.cli.ui;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running server of the pages that show a folder of traces. Safe for any thread. */
public final class Viewer implements AutoCloseable {

    /**
     * What to serve, and where.
     *
     * @param root an existing folder
     * @param file a trace in it that is opened at once; null for the list
     * @param host name or address to listen on
     * @param port 0 for any; if it is taken, the next free one is used
     * @param token what clients must know; null if everybody who can reach the server may read
     * @param basePath where the pages begin: starts and ends with a slash
     * @param pages folder of the built pages; null for those in this program
     * @param version of the program, for people
     * @param log takes one line about each fault of the server
     */
    public record Settings(
            Path root,
            @Nullable Path file,
            String host,
            int port,
            @Nullable String token,
            String basePath,
            @Nullable Path pages,
            String version,
            Consumer<String> log) {}

    private final Settings settings;
    private final Server server;
    private final Roots roots;
    private final Contents contents;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Viewer(Settings settings, Roots roots, Server server) {
        this.settings = settings;
        this.roots = roots;
        this.server = server;
        this.contents = new Contents(roots, IndexCache.ofUser());
        IndexCache.prepare();
    }

    /**
     * Begins to serve.
     *
     * @throws NoSuchFileException if the pages were not built
     * @throws UnknownHostException if the host means nothing
     * @throws BindException if the host is not this machine, or neither the port nor one of the next is free
     * @throws IOException if the folder cannot be read
     */
    public static Viewer start(Settings settings) throws IOException {
        Pages pages = new Pages(settings.pages, settings.basePath);
        Roots roots = new Roots(settings.root, settings.file);
        InetAddress address = InetAddress.getByName(settings.host);
        Server server = Server.bind(address, settings.port, settings.basePath, settings.log);
        Viewer viewer = new Viewer(settings, roots, server);
        server.start(
                new Guard(settings.host, address, server.port()),
                settings.token == null ? null : new Token(settings.token, server.port()),
                roots,
                viewer.endpoints(),
                pages);
        return viewer;
    }

    /** All that is answered below {@code api/}. */
    private Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new HashMap<>(contents.endpoints());
        Catalogue catalogue = new Catalogue(roots);
        endpoints.put("about", new AboutEndpoint(settings.version, roots, file()));
        endpoints.put("traces", new TracesEndpoint(roots, catalogue));
        endpoints.put("events", new EventsEndpoint(contents.events(), new FolderEvents(catalogue)));
        endpoints.put("chat", new ChatEndpoint(contents.indexes()));
        endpoints.put("search", new SearchEndpoint(roots, contents.indexes()));
        return endpoints;
    }

    private @Nullable String file() {
        return settings.file == null ? null : roots.relative(settings.file);
    }

    /** Whether a token is needed to listen on this host. */
    public static boolean needsToken(String host) throws UnknownHostException {
        return !InetAddress.getByName(host).isLoopbackAddress();
    }

    /** 128 random bits, for {@link Settings#token}. */
    public static String randomToken() {
        return Token.random();
    }

    /** What a person opens in a browser, with the token if there is one. */
    public URI address() {
        String host = settings.host;
        // A server that listens everywhere is somewhere for the browser of this machine.
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : Guard.inAddress(host);
        String file = file();
        String page = file == null ? "" : "t/" + encoded(file);
        String token = settings.token == null ? "" : "?token=" + settings.token;
        return URI.create("http://" + shown + ":" + server.port() + settings.basePath + page + token);
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Waits until it is closed. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Ends at once; answers that are on their way are cut. */
    @Override
    public void close() {
        server.close();
        contents.close();
        closed.countDown();
    }
}
