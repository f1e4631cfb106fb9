package dev.traqo.cli.ui;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.traqo.cli.text.Glyphs;
import dev.traqo.read.Json;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP server, and for each request: the checks, who answers, and what is said when nobody can. */
final class Server implements AutoCloseable {

    /** Ports that are tried behind the one that was asked for. */
    private static final int MORE_PORTS = 20;

    private static final int BACKLOG = 128;

    static {
        // Read once, when the JDK's server is first used. Without the first, each small answer on a connection that is
        // used again waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Seconds in which a request must have arrived. There is no such limit for answers: events go on for hours.
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        System.setProperty("sun.net.httpserver.idleInterval", "60");
        System.setProperty("sun.net.httpserver.maxReqHeaders", "100");
    }

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
            + " media-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none';"
            // One policy: the worker's address is made by it. Nothing else in the pages turns text into code or markup.
            + " require-trusted-types-for 'script'; trusted-types traqo";

    private final HttpServer http;
    private final ExecutorService threads;
    private final Consumer<String> log;
    private final String basePath;

    private Server(HttpServer http, String basePath, Consumer<String> log) {
        this.http = http;
        this.basePath = basePath;
        this.log = log;
        this.threads = Threads.forRequests();
        http.setExecutor(threads);
    }

    /**
     * Takes the port, or the next one that is free. Nothing is answered before {@link #start}.
     *
     * @param port 0 for any
     * @param basePath begins and ends with a slash
     * @param log takes a line about each fault of ours
     * @throws BindException if the address is not one of this machine, or none of the ports is free
     */
    static Server bind(InetAddress address, int port, String basePath, Consumer<String> log) throws IOException {
        int last = port == 0 ? 0 : Math.min(65_535, port + MORE_PORTS);
        for (int candidate = port; ; candidate++) {
            try {
                return new Server(HttpServer.create(new InetSocketAddress(address, candidate), BACKLOG), basePath, log);
            } catch (BindException e) {
                if (candidate == last) {
                    throw e;
                }
            }
        }
    }

    int port() {
        return http.getAddress().getPort();
    }

    /**
     * Begins to answer.
     *
     * @param token null if everybody on this machine may ask
     * @param endpoints by what stands behind {@code api/}
     */
    void start(Guard guard, @Nullable Token token, Roots roots, Map<String, Endpoint> endpoints, Pages pages) {
        http.createContext("/", exchange -> {
            secure(exchange.getResponseHeaders());
            Answering answering = new Answering(exchange, guard, token, roots, endpoints, pages);
            answering.run();
        });
        http.start();
    }

    private static void secure(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set(
                "Permissions-Policy",
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.set("Cache-Control", "no-store");
    }

    /** Ends at once; answers that are on their way are cut. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    /** One request. */
    private final class Answering {
        private final HttpExchange exchange;
        private final Guard guard;
        private final @Nullable Token token;
        private final Roots roots;
        private final Map<String, Endpoint> endpoints;
        private final Pages pages;
        private final String path;
        private @Nullable Request request;

        Answering(
                HttpExchange exchange,
                Guard guard,
                @Nullable Token token,
                Roots roots,
                Map<String, Endpoint> endpoints,
                Pages pages) {
            this.exchange = exchange;
            this.guard = guard;
            this.token = token;
            this.roots = roots;
            this.endpoints = endpoints;
            this.pages = pages;
            String raw = exchange.getRequestURI().getRawPath();
            this.path = raw == null ? "" : raw;
        }

        /** @throws IOException if the answer was cut: the JDK's server then closes the connection, so that it shows */
        void run() throws IOException {
            try {
                answer();
                exchange.close();
            } catch (Request.HeadAnswered e) {
                exchange.close();
            } catch (ClientGone e) {
                throw e;
            } catch (Refusal e) {
                refuse(e, e);
            } catch (NoSuchFileException e) {
                refuse(new Refusal(404, "The file is no longer there: it was moved, archived or deleted."), e);
            } catch (AccessDeniedException e) {
                refuse(new Refusal(403, "The file cannot be read; make it readable for you."), e);
            } catch (IOException | RuntimeException e) {
                report(e);
                refuse(new Refusal(500, "traqo could not answer this: " + e + "."), e);
            } catch (Error e) {
                report(e);
                refuse(new Refusal(500, "traqo could not answer this: " + e + "."), e);
            }
        }

        private void answer() throws IOException {
            if (!exchange.getRequestMethod().equals("GET")
                    && !exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                throw new Refusal(405, "Only GET and HEAD are answered here.");
            }
            guard.check(exchange.getRequestHeaders(), !isApi());
            Encoded.decode(path, false);
            Request asked = new Request(exchange, roots);
            request = asked;
            if (!path.startsWith(basePath)) {
                if (path.equals("/") || (path + "/").equals(basePath)) {
                    redirect(asked, basePath);
                    return;
                }
                throw new Refusal(404, "The pages are at " + basePath + ".");
            }
            if (token != null && !token.isIn(exchange.getRequestHeaders())) {
                signIn(asked, token);
            } else if (isApi()) {
                Endpoint endpoint = endpoints.get(path.substring(basePath.length() + "api/".length()));
                if (endpoint == null) {
                    throw new Refusal(404, "There is no such endpoint; load the page again.");
                }
                endpoint.answer(asked);
            } else {
                pages.answer(asked, path.substring(basePath.length()));
            }
        }

        /** The address that was printed holds the token; from then on a cookie does. */
        private void signIn(Request asked, Token secret) throws IOException {
            if (isApi() || !secret.matches(asked.parameter("token"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                throw new Refusal(401, "This server asks for its token: open the address that 'traqo ui' printed.");
            }
            asked.answerHeader("Set-Cookie", secret.setCookie(basePath));
            redirect(asked, path + otherParameters());
        }

        private String otherParameters() {
            StringBuilder others = new StringBuilder();
            for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
                if (!pair.startsWith("token=") && !pair.isEmpty()) {
                    others.append(others.isEmpty() ? '?' : '&').append(pair);
                }
            }
            return others.toString();
        }

        private void redirect(Request asked, String to) throws IOException {
            asked.answerHeader("Location", to);
            asked.empty(303);
        }

        private boolean isApi() {
            return path.startsWith(basePath + "api/") || path.equals(basePath + "api");
        }

        private void refuse(Refusal refusal, Throwable cause) throws IOException {
            if (request != null && request.answered()) {
                throw new IOException("the answer was cut", cause);
            }
            Headers headers = exchange.getResponseHeaders();
            headers.set("Cache-Control", "no-store");
            headers.remove("Content-Encoding");
            headers.remove("ETag");
            headers.set("Content-Type", isApi() ? "application/json" : "text/plain; charset=utf-8");
            Object failure = Map.of("error", Map.of("status", refusal.status(), "message", refusal.sentence()));
            byte[] body = (isApi() ? Json.write(failure) : refusal.sentence()).getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                headers.set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(refusal.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        }

        private void report(Throwable fault) {
            log.accept(Glyphs.line(
                    path + ": " + fault + "; this is a fault of traqo: set TRAQO_DEBUG=1 to see where, and report it"));
            if (System.getenv("TRAQO_DEBUG") != null) {
                fault.printStackTrace();
            }
        }
    }
}
