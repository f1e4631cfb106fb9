package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderEventsTest {

    @TempDir
    Path dir;

    private final List<Listening> listening = new ArrayList<>();
    private Path root;
    private Viewer viewer;

    /** A connection on which events come. */
    private final class Listening implements AutoCloseable {
        final Socket socket;
        final InputStream in;

        Listening(String query) throws IOException {
            socket = new RawHttp(viewer.port()).connect();
            listening.add(this);
            socket.getOutputStream()
                    .write(("GET /api/events?" + query + " HTTP/1.1\r\nHost: localhost:" + viewer.port() + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            in = new BufferedInputStream(socket.getInputStream());
            // The comment that says that the answer has begun.
            assertThat(until(":")).contains("content-type: text/event-stream");
        }

        /** All lines up to this one; fails after the socket's timeout. */
        List<String> until(String last) throws IOException {
            List<String> lines = new ArrayList<>();
            Instant tooLate = Instant.now().plusSeconds(60);
            do {
                // Heartbeats keep the socket's timeout away.
                assertThat(Instant.now()).isBefore(tooLate);
                lines.add(RawHttp.line(in));
            } while (!lines.get(lines.size() - 1).equals(last));
            return lines.stream()
                    .map(line -> line.startsWith("Content-") ? line.toLowerCase(java.util.Locale.ROOT) : line)
                    .toList();
        }

        void awaitTraces() throws IOException {
            until("event: traces");
            assertThat(RawHttp.line(in)).isEqualTo("data: {}");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectories(dir.resolve("root")).toRealPath();
        Samples.write(root.resolve("a/one.jsonl"), Samples.trace("one"));
        viewer = Viewer.start(Samples.settings(root, Samples.pages(dir.resolve("pages"))));
    }

    @AfterEach
    void stop() throws IOException {
        for (Listening one : listening) {
            one.close();
        }
        viewer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"new file", "longer file", "deleted file"})
    void changeInTheFolder_isToldToAllWhoWatch(String change) throws IOException {
        List<Listening> watching = List.of(new Listening("dir="), new Listening("dir="), new Listening("dir=a"));
        switch (change) {
            case "new file" -> Samples.write(root.resolve("a/two.jsonl"), Samples.trace("two"));
            case "longer file" -> Files.writeString(root.resolve("a/one.jsonl"), Samples.trace("longer name"));
            default -> Files.delete(root.resolve("a/one.jsonl"));
        }
        for (Listening one : watching) {
            one.awaitTraces();
        }
    }

    /** The list was asked for before, and did not show it. */
    @Test
    void changeBetweenListAndListening_isTold() throws IOException {
        RawHttp http = new RawHttp(viewer.port());
        assertThat(http.get("/api/traces").status()).isEqualTo(200);
        Samples.write(root.resolve("a/two.jsonl"), Samples.trace("two"));
        new Listening("dir=").awaitTraces();
    }

    @Test
    void signature_isTheSameAsThatOfTheList_untilSomethingChanges() throws IOException {
        Samples.write(root.resolve("running.jsonl"), Samples.running("running"));
        Samples.write(root.resolve("none.jsonl"), "{}\n");
        Catalogue catalogue = new Catalogue(new Roots(root, null));
        catalogue.now();
        assertThat(catalogue.signature(root)).isEqualTo(catalogue.lastSignature(root));
        assertThat(catalogue.signature(root.resolve("a"))).isEqualTo(catalogue.lastSignature(root.resolve("a")));
        assertThat(catalogue.now()).isSameAs(catalogue.now());

        Samples.write(root.resolve("b/three.jsonl"), Samples.trace("three"));
        assertThat(catalogue.signature(root)).isNotEqualTo(catalogue.lastSignature(root));
        assertThat(catalogue.signature(root.resolve("a"))).isEqualTo(catalogue.lastSignature(root.resolve("a")));
        catalogue.now();
        assertThat(catalogue.signature(root)).isEqualTo(catalogue.lastSignature(root));
    }

    @Test
    void folderThatDoesNotExist_isNotFound() throws IOException {
        assertThat(new RawHttp(viewer.port()).get("/api/events?dir=none").status())
                .isEqualTo(404);
    }
}
