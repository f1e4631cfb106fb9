package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path dir;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private Path root;

    @BeforeEach
    void makeFolders() throws IOException {
        root = Samples.write(dir.resolve("root/run.jsonl"), Samples.trace("run"))
                .getParent();
        Samples.pages(dir.resolve("pages"));
        endpoints.put(
                "name",
                request ->
                        request.json(Map.of("file", request.file().getFileName().toString())));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private RawHttp start() throws IOException {
        return start(null, "/", "127.0.0.1");
    }

    private RawHttp start(String token, String basePath, String host) throws IOException {
        Server server = Server.bind(HERE, 0, basePath, log::add);
        opened.add(server);
        server.start(
                new Guard(host, InetAddress.getByName(host), server.port()),
                token == null ? null : new Token(token, server.port()),
                new Roots(root, null),
                endpoints,
                new Pages(dir.resolve("pages"), basePath));
        return new RawHttp(server.port());
    }

    private static void assertSecured(RawHttp.Answer answer) {
        assertThat(answer.header("Content-Security-Policy"))
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "connect-src 'self'",
                        "frame-ancestors 'none'",
                        "form-action 'none'",
                        "base-uri 'self'",
                        "require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "*", "http:");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Permissions-Policy")).contains("camera=()");
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    // ---- S1, S7: who may ask, and what every answer says

    @Test
    void everyAnswer_hasTheSecurityHeaders() throws IOException {
        RawHttp http = start();
        for (RawHttp.Answer answer : List.of(
                http.get("/"),
                http.get("/assets/index-abc123.js"),
                http.get("/api/name?file=run.jsonl"),
                http.get("/api/name?file=none.jsonl"),
                http.get("/api/none"),
                http.get("/assets/none.js"),
                http.get("/t/%00"),
                http.get("/", "Host: evil.example"),
                http.request("POST", "/"),
                http.request("HEAD", "/"))) {
            assertSecured(answer);
        }
    }

    @Test
    void answersOfTheApi_areNeverStored() throws IOException {
        RawHttp http = start();
        assertThat(http.get("/api/name?file=run.jsonl").header("Cache-Control")).isEqualTo("no-store");
        assertThat(http.get("/api/name?file=none.jsonl").header("Cache-Control"))
                .isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost.evil.example:PORT",
                "127.0.0.1.evil.example:PORT",
                "evil.example#127.0.0.1:PORT",
                "0.0.0.0:PORT"
            })
    void foreignHost_isRefused(String host) throws IOException {
        RawHttp http = start();
        String header = "Host: " + host.replace("PORT", Integer.toString(port()));

        assertThat(http.get("/", header).status()).isEqualTo(403);
        RawHttp.Answer api = http.get("/api/name?file=run.jsonl", header);
        assertThat(api.status()).isEqualTo(403);
        assertThat(api.message()).contains("traqo ui").doesNotContain("run.jsonl");
    }

    private int port() {
        return ((Server) opened.get(0)).port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost", "[::1]"})
    void namesOfThisMachine_areAnswered(String host) throws IOException {
        RawHttp http = start();
        assertThat(http.get("/api/name?file=run.jsonl", "Host: " + host + ":" + port())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void hostThatWasAskedFor_isAnswered_othersNot() throws IOException {
        Guard guard = new Guard("build.example", InetAddress.getByAddress(new byte[] {10, 0, 0, 7}), 7600);
        for (String good : List.of("build.example:7600", "10.0.0.7:7600", "localhost:7600")) {
            guard.check(headers("Host", good), false);
        }
        assertThatThrownBy(() -> guard.check(headers("Host", "other.example:7600"), false))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void defaultPort_mayBeLeftOut() throws IOException {
        new Guard("127.0.0.1", HERE, 80).check(headers("Host", "localhost"), true);
    }

    private static com.sun.net.httpserver.Headers headers(String... pairs) {
        com.sun.net.httpserver.Headers headers = new com.sun.net.httpserver.Headers();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    @Test
    void noHostOrTwo_isABadRequest() throws IOException {
        RawHttp http = start();
        assertThat(http.get("/", "Host:").status()).isEqualTo(400);
        assertThat(http.get("/", "Host: 127.0.0.1:" + port(), "Host: 127.0.0.1:" + port())
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "file://"})
    void otherOrigin_isRefused(String origin) throws IOException {
        RawHttp http = start();
        assertThat(http.get("/api/name?file=run.jsonl", "Origin: " + origin).status())
                .isEqualTo(403);
        assertThat(http.get("/", "Origin: " + origin).status()).isEqualTo(403);
    }

    @Test
    void ownOrigin_isAnswered_withoutAnyGrantToOthers() throws IOException {
        RawHttp http = start();
        RawHttp.Answer answer = http.get("/api/name?file=run.jsonl", "Origin: http://127.0.0.1:" + port());
        assertThat(answer.status()).isEqualTo(200);
        assertSecured(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void requestOfAnotherPage_isRefused_butItMayLinkToAPage(String site) throws IOException {
        RawHttp http = start();
        String from = "Sec-Fetch-Site: " + site;

        assertThat(http.get("/api/name?file=run.jsonl", from, "Sec-Fetch-Mode: cors")
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/api/name?file=run.jsonl", from, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/assets/index-abc123.js", from, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script")
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/", from, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/t/run.jsonl", from, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/api/name?file=run.jsonl", "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
    }

    // ---- methods; S3: HEAD

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"})
    void otherMethods_areNotAllowed(String method) throws IOException {
        RawHttp.Answer answer = start().request(method, "/api/name?file=run.jsonl");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets/index-abc123.js", "/api/name?file=run.jsonl", "/api/name?file=none", "/none"})
    void head_hasTheHeadersOfGet_andNoBody(String path) throws IOException {
        RawHttp http = start();
        RawHttp.Answer get = http.get(path);
        RawHttp.Answer head = http.request("HEAD", path);

        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        Map<String, String> expected = new HashMap<>(get.headers());
        Map<String, String> actual = new HashMap<>(head.headers());
        expected.remove("date");
        actual.remove("date");
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/etc/passwd"
            })
    void head_tellsNothingAboutOtherFiles(String path) throws IOException {
        Samples.write(dir.resolve("secret.txt"), "secret");
        Samples.write(root.resolve("secret.txt"), "secret");
        RawHttp http = start();
        RawHttp.Answer missing = http.request("HEAD", "/none.txt");
        RawHttp.Answer answer = http.request("HEAD", path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).doesNotContainKey("last-modified");
        assertThat(http.get(path).text()).doesNotContain("secret");
        if (!path.startsWith("/assets")) {
            assertThat(answer.header("Content-Length")).isEqualTo(missing.header("Content-Length"));
        }
    }

    @Test
    void head_ofAStream_endsWhereTheWorkWouldBegin() throws IOException {
        AtomicInteger written = new AtomicInteger();
        endpoints.put("stream", request -> {
            try (OutputStream out = request.stream("application/x-ndjson")) {
                written.incrementAndGet();
                out.write('1');
            }
        });
        RawHttp http = start();

        assertThat(http.request("HEAD", "/api/stream").header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(written).hasValue(0);
        assertThat(http.get("/api/stream").text()).isEqualTo("1");
    }

    // ---- S5: malformed requests and faults

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%00",
                "/t/a%00b.jsonl",
                "/t/%ff",
                "/t/%c0%ae%c0%ae",
                "/t/%ed%a0%80",
                "/t/%zz",
                "/t/%4",
                "/api/name?file=%00",
                "/api/name?file=a%00.jsonl",
                "/api/name?file=%ff.jsonl",
                "/api/name?%ff=1",
                "/api/name?file=%",
                "/api/%00"
            })
    void nulAndBadEncodings_areBadRequests(String path) throws IOException {
        RawHttp http = start();
        assertThat(http.get(path).status()).isEqualTo(400);
        assertThat(http.request("HEAD", path).status()).isEqualTo(400);
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET\r\n\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET \0 HTTP/1.1\r\n\r\n"})
    void whatIsNoHttp_isAnsweredOrClosed_andTheNextOneIsServed(String garbage) throws IOException {
        RawHttp http = start();
        try {
            assertThat(http.send(garbage, false).status()).isEqualTo(400);
        } catch (IOException e) {
            assertThat(e).hasMessage("closed without an answer");
        }
        assertThat(http.get("/").status()).isEqualTo(200);
        assertThat(log).isEmpty();
    }

    @Test
    void fault_isASentenceToTheClientAndALineToTheLog() throws IOException {
        endpoints.put("fault", request -> {
            throw new IllegalStateException("two\nlines");
        });
        RawHttp http = start();
        RawHttp.Answer answer = http.get("/api/fault");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("\\tat ", "dev.traqo");
        assertSecured(answer);
        assertThat(log).singleElement().asString().contains("/api/fault", "two").doesNotContain("\n");
    }

    @Test
    void errorInTheMiddle_cutsTheAnswer_soThatItDoesNotLookComplete() throws IOException {
        endpoints.put("half", request -> {
            OutputStream out = request.stream("application/x-ndjson");
            out.write("{}\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IllegalStateException("in the middle");
        });
        RawHttp http = start();

        assertThatThrownBy(() -> http.get("/api/half")).isInstanceOf(IOException.class);
        assertThat(log).hasSize(1);
    }

    @Test
    void fileThatHasGone_isNotFound() throws IOException {
        endpoints.put("gone", request -> {
            throw new NoSuchFileException("/somewhere/secret-name.jsonl");
        });
        RawHttp.Answer answer = start().get("/api/gone");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).doesNotContain("/somewhere");
        assertThat(log).isEmpty();
    }

    @Test
    void clientThatGoesAway_isNothingToReport() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        endpoints.put("endless", request -> {
            try (OutputStream out = request.stream("application/octet-stream")) {
                byte[] bytes = new byte[1 << 16];
                while (true) {
                    out.write(bytes);
                    out.flush();
                }
            } catch (IOException e) {
                thrown.add(e);
                throw e;
            } finally {
                ended.countDown();
            }
        });
        RawHttp http = start();
        try (Socket socket = http.connect()) {
            socket.getOutputStream().write(request("/api/endless"));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(thrown).singleElement().isInstanceOf(ClientGone.class);
        assertThat(http.get("/").status()).isEqualTo(200);
        assertThat(log).isEmpty();
    }

    private byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    // ---- S4: slow and idle clients

    @Test
    void idleHalfSentAndUnreadConnections_blockNobody() throws IOException {
        byte[] large = new byte[8 << 20];
        endpoints.put("large", request -> request.bytes("application/octet-stream", large));
        RawHttp http = start();
        for (int i = 0; i < 40; i++) {
            Socket idle = http.connect();
            Socket half = http.connect();
            Socket unread = http.connect();
            opened.addAll(List.of(idle, half, unread));
            half.getOutputStream().write("GET /api/name?file=run".getBytes(StandardCharsets.UTF_8));
            unread.getOutputStream().write(request("/api/large"));
            unread.getOutputStream().flush();
        }

        assertThat(http.get("/api/name?file=run.jsonl").status()).isEqualTo(200);
        assertThat(http.get("/").status()).isEqualTo(200);
    }

    @Test
    void connection_isUsedAgain() throws IOException {
        RawHttp http = start();
        try (Socket socket = http.connect()) {
            InputStream in = socket.getInputStream();
            for (String path : List.of("/", "/api/name?file=run.jsonl", "/api/none", "/assets/index-abc123.js")) {
                socket.getOutputStream().write(request(path));
                assertThat(RawHttp.read(in, false).status()).isLessThan(500);
            }
        }
    }

    // ---- token

    @Test
    void token_isAskedOfEverybody() throws IOException {
        RawHttp http = start("0123456789abcdef", "/", "127.0.0.1");
        for (String path : List.of("/", "/t/run.jsonl", "/assets/index-abc123.js", "/api/name?file=run.jsonl")) {
            RawHttp.Answer answer = http.get(path);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("token");
            assertSecured(answer);
        }
        for (String wrong : List.of("0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", "")) {
            assertThat(http.get("/api/name?file=run.jsonl", "Authorization: Bearer " + wrong)
                            .status())
                    .isEqualTo(401);
            assertThat(http.get("/?token=" + wrong).status()).isEqualTo(401);
        }
        // A link to content with the token in it would be sent on.
        assertThat(http.get("/api/name?file=run.jsonl&token=0123456789abcdef").status())
                .isEqualTo(401);
    }

    @Test
    void token_asBearer_opensTheApi() throws IOException {
        RawHttp http = start("0123456789abcdef", "/", "127.0.0.1");
        assertThat(http.get("/api/name?file=run.jsonl", "Authorization: Bearer 0123456789abcdef")
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/", "authorization: bearer 0123456789abcdef").status())
                .isEqualTo(200);
    }

    @Test
    void token_inTheAddress_becomesACookie() throws IOException {
        RawHttp http = start("0123456789abcdef", "/", "127.0.0.1");
        RawHttp.Answer first = http.get("/t/run.jsonl?span=1&token=0123456789abcdef&q=a%20b");

        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("Location")).isEqualTo("/t/run.jsonl?span=1&q=a%20b");
        assertThat(first.header("Set-Cookie")).contains("HttpOnly", "SameSite=Strict", "Path=/");
        String cookie = first.header("Set-Cookie").split(";")[0];
        assertThat(http.get("/t/run.jsonl", "Cookie: theme=dark; " + cookie).status())
                .isEqualTo(200);
        assertThat(http.get("/api/name?file=run.jsonl", "Cookie: " + cookie).status())
                .isEqualTo(200);
        assertThat(http.get("/", "Cookie: " + cookie + "0").status()).isEqualTo(401);
    }

    @Test
    void listeningOnAllAddresses_anyNameIsAnswered_withTheToken() throws IOException {
        RawHttp http = start("0123456789abcdef", "/", "0.0.0.0");
        String bearer = "Authorization: Bearer 0123456789abcdef";
        assertThat(http.get("/api/name?file=run.jsonl", "Host: build.example", bearer)
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/api/name?file=run.jsonl", "Host: build.example").status())
                .isEqualTo(401);
    }

    @Test
    void randomTokens_are128Bits_andDiffer() {
        assertThat(Token.random()).matches("[0-9a-f]{32}").isNotEqualTo(Token.random());
    }

    @Test
    void host_needsATokenUnlessItIsThisMachineAlone() throws IOException {
        assertThat(Viewer.needsToken("127.0.0.1")).isFalse();
        assertThat(Viewer.needsToken("localhost")).isFalse();
        assertThat(Viewer.needsToken("::1")).isFalse();
        assertThat(Viewer.needsToken("0.0.0.0")).isTrue();
        assertThat(Viewer.needsToken("::")).isTrue();
        assertThat(Viewer.needsToken("192.0.2.1")).isTrue();
    }

    // ---- pages

    @ParameterizedTest
    @ValueSource(strings = {"/", "/d/a%20b/c", "/t/%25%20%23%3F%C3%A9.jsonl", "/thread/x", "/search?q=a"})
    void routesOfThePages_answerThePage(String path) throws IOException {
        RawHttp.Answer answer = start().get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.text()).contains("<head>\n    <base href=\"/\" />");
    }

    @Test
    void startPage_letsTheBrowserAskForTheList_beforeItsScriptRuns() throws IOException {
        RawHttp http = start();
        assertThat(http.get("/").header("Link"))
                .isEqualTo("</api/traces?limit=100>; rel=preload; as=fetch; crossorigin");
        for (String other : List.of("/?status=error", "/d/a", "/t/run.jsonl", "/search")) {
            assertThat(http.get(other).header("Link")).as(other).isNull();
        }
    }

    @Test
    void unknownPath_isThePage_notFound() throws IOException {
        RawHttp.Answer answer = start().get("/somewhere/else");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("<title>traqo</title>");
    }

    @Test
    void assets_areCachedForEver_andCompressedIfAccepted() throws IOException {
        RawHttp http = start();
        RawHttp.Answer plain = http.get("/assets/index-abc123.js");
        RawHttp.Answer small = http.get("/assets/index-abc123.js", "Accept-Encoding: gzip, br");

        assertThat(plain.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(plain.header("Cache-Control")).contains("immutable");
        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(small.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(small.body()).hasSizeLessThan(plain.body().length);
        try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(small.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(http.get("/icon.svg").header("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets", "/assets/", "/assets/none.js", "/assets/..%2Findex.html", "/assets/.hidden.js"})
    void noSuchAsset_isNotThePage(String path) throws IOException {
        RawHttp.Answer answer = start().get(path);
        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void basePath_isWhereEverythingIs() throws IOException {
        RawHttp http = start("0123456789abcdef", "/tools/traqo/", "127.0.0.1");
        String bearer = "Authorization: Bearer 0123456789abcdef";

        assertThat(http.get("/tools/traqo/t/run.jsonl", bearer).text()).contains("<base href=\"/tools/traqo/\" />");
        assertThat(http.get("/tools/traqo/api/name?file=run.jsonl", bearer).status())
                .isEqualTo(200);
        assertThat(http.get("/", bearer).header("Location")).isEqualTo("/tools/traqo/");
        assertThat(http.get("/tools/traqo", bearer).header("Location")).isEqualTo("/tools/traqo/");
        assertThat(http.get("/api/name?file=run.jsonl", bearer).status()).isEqualTo(404);
        assertThat(http.get("/tools/traqo/?token=0123456789abcdef").header("Set-Cookie"))
                .contains("Path=/tools/traqo/;");
        assertThat(http.get("/tools/traqo/api/name?file=run.jsonl").status()).isEqualTo(401);
    }

    @Test
    void withoutPages_theServerDoesNotStart() {
        assertThatThrownBy(() -> Viewer.start(Samples.settings(root, dir.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    // ---- the rest

    @Test
    void takenPort_givesTheNextFreeOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, HERE)) {
            try (Server server = Server.bind(HERE, taken.getLocalPort(), "/", log::add)) {
                assertThat(server.port())
                        .isGreaterThan(taken.getLocalPort())
                        .isLessThanOrEqualTo(taken.getLocalPort() + 20);
            }
        }
    }

    @Test
    void notModified_isToldByItsTag() throws IOException {
        endpoints.put("tagged", request -> {
            if (!request.notModified("v1")) {
                request.bytes("application/octet-stream", ByteBuffer.wrap(new byte[200_000]));
            }
        });
        RawHttp http = start();
        RawHttp.Answer first = http.get("/api/tagged");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body()).hasSize(200_000);
        assertThat(http.get("/api/tagged", "If-None-Match: " + first.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(http.get("/api/tagged", "If-None-Match: \"v0\"").status()).isEqualTo(200);
    }

    @Test
    void parameters_areReadAsTheyWereMeant() throws IOException {
        endpoints.put(
                "parameters",
                request -> request.json(Map.of(
                        "a", request.parameters("a"),
                        "n", request.number("n", 7),
                        "m", request.number("m", 7),
                        "empty", request.number("empty", 7),
                        "t", request.micros("t", 0))));
        RawHttp http = start();

        assertThat(http.get("/api/parameters?a=x+y&n=12&a=%26%3D&a=&&empty=&t=1795342800000000.5&a")
                        .json())
                .isEqualTo(
                        Map.of("a", List.of("x y", "&="), "n", 12L, "m", 7L, "empty", 7L, "t", 1_795_342_800_000_000L));
        for (String wrong : List.of("n=x", "n=1e99", "n=NaN", "n=3000000000")) {
            assertThat(http.get("/api/parameters?" + wrong).status()).isEqualTo(400);
        }
    }
}
