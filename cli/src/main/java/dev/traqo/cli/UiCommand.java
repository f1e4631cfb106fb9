package dev.traqo.cli;

import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.ui.Viewer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code traqo ui}: traces in a browser. */
@Command(
        name = "ui",
        sortOptions = false,
        description = {"Show traces in a browser: a server for this machine, until Ctrl-C."},
        footer = {
            "",
            "Only traces of the folder are served, and only to pages of this server. On another host than a "
                    + "loopback one, every request needs the token: the printed address has it, programs send it as "
                    + "'Authorization: Bearer TOKEN'.",
            "",
            "Behind a proxy: --base-path is the path under which the proxy offers the pages, and which it passes on. "
                    + "The proxy sends the name that it connects to as Host, as proxies do unless told otherwise.",
            "",
            "Examples:",
            "  traqo ui                             the usual folder",
            "  traqo ui runs --open                 another one, and open the browser",
            "  traqo ui traces/run.jsonl            one trace",
            "  traqo ui --port 0                    any free port",
            "  traqo ui --host 0.0.0.0              for other machines, with a token",
        })
final class UiCommand implements Callable<Integer> {

    private static final String LOOPBACK = "127.0.0.1";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR|FILE",
            description = "Folder of traces, or one trace. Default: $TRAQO_TRACE_DIR, ./traces or the current folder.")
    @Nullable
    String place;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;

    /** Returns when the server is to stop. */
    Consumer<Viewer> untilTheEnd = UiCommand::untilInterrupted;

    UiCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** How the server is reached. */
    static final class ServerOptions {
        static final int PORT = 7600;

        @Option(
                names = "--port",
                paramLabel = "N",
                description = "Port; if it is taken, the next free one. 0: any. Default: 7600.")
        int port = PORT;

        @Option(
                names = "--host",
                paramLabel = "HOST",
                description = "Name or address to listen on. Default: 127.0.0.1.")
        String host = LOOPBACK;

        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description = "What clients must know. Default: none on a loopback host, else a random one.")
        @Nullable
        String token;

        @Option(names = "--base-path", paramLabel = "PATH", description = "Where the pages begin. Default: /.")
        String basePath = "/";

        @Option(names = "--open", description = "Open the browser.")
        boolean open;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        Path path = Traces.folderOrFile(place, terminal);
        return serve(path);
    }

    /** Serves a folder, or the folder around a trace. */
    int serve(Path path) throws IOException {
        boolean folder = Files.isDirectory(path) || path.toString().isEmpty();
        Path root = folder ? path : folderOf(path);
        try (Viewer viewer = start(root, folder ? null : path)) {
            say(viewer, root);
            Thread goodbye = new Thread(() -> leave(viewer), "traqo-ui-end");
            if (terminal.ofThisProcess()) {
                Runtime.getRuntime().addShutdownHook(goodbye);
            }
            if (server.open) {
                open(viewer.address());
            }
            untilTheEnd.accept(viewer);
        }
        return 0;
    }

    /** Children and other traces of the same thread may lie beside it, or anywhere in the usual folder. */
    private Path folderOf(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path usual = Traces.folder(null, terminal);
        boolean inside = !usual.toString().isEmpty()
                && absolute.startsWith(usual.toAbsolutePath().normalize());
        Path parent = absolute.getParent();
        return inside ? usual : parent == null ? Path.of("") : parent;
    }

    private Viewer start(Path root, @Nullable Path file) throws IOException {
        if (server.port < 0 || server.port > 65_535) {
            throw wrong("--port must be from 0 to 65535");
        }
        String pages = System.getProperty("traqo.ui");
        try {
            String token = server.token == null && Viewer.needsToken(server.host) ? Viewer.randomToken() : server.token;
            if (token != null && !token.matches("[A-Za-z0-9._~-]{8,}")) {
                throw wrong("--token must have at least 8 characters, and only letters, digits and . _ ~ -");
            }
            return Viewer.start(new Viewer.Settings(
                    root,
                    file,
                    server.host,
                    server.port,
                    token,
                    basePath(),
                    pages == null || pages.isEmpty() ? null : Path.of(pages),
                    Program.Version.number(),
                    this::complain));
        } catch (NoSuchFileException e) {
            throw new Failure(
                    "the pages of the viewer are missing in this build; install Node.js 20.19 or later with npm,"
                            + " then run ./traqo ui in a source checkout");
        } catch (UnknownHostException e) {
            throw new Failure(
                    "--host " + server.host + ": no such host; name one of this machine's, or 0.0.0.0 for all");
        } catch (BindException e) {
            throw new Failure("port " + server.port + " of " + server.host + " and the next ones cannot be taken ("
                    + e.getMessage() + "); name another with --port, or --port 0 for any");
        }
    }

    private String basePath() {
        String path = server.basePath;
        String withSlashes = (path.startsWith("/") ? "" : "/") + path + (path.endsWith("/") ? "" : "/");
        if (!withSlashes.matches("/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*")) {
            throw wrong("--base-path must be a path of letters, digits and . _ ~ -, like /traces");
        }
        return withSlashes;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void complain(String fault) {
        terminal.err().println("traqo: " + fault);
        terminal.err().flush();
    }

    private void say(Viewer viewer, Path root) throws IOException {
        if (server.port != 0 && viewer.port() != server.port) {
            terminal.print("Port " + server.port + " is taken; using " + viewer.port() + ".");
        }
        terminal.print(new Line()
                .foreign(root.toRealPath().toString(), Ink.PLAIN)
                .add(" is at ")
                .foreign(viewer.address().toString(), Ink.BOLD));
        terminal.print(Line.of("Ctrl-C ends.", Ink.DIM));
        terminal.flush();
    }

    private void open(URI address) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("mac")
                ? List.of("open", address.toString())
                : system.contains("windows")
                        ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
                        : List.of("xdg-open", address.toString());
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            terminal.print("No browser could be started (" + command.get(0) + "): open the address by hand.");
            terminal.flush();
        }
    }

    private static void untilInterrupted(Viewer viewer) {
        try {
            viewer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ctrl-C is how a person ends this command: that is no failure. */
    private static void leave(Viewer viewer) {
        viewer.close();
        Runtime.getRuntime().halt(0);
    }
}
