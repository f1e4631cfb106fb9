package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchEndpointTest {

    @TempDir
    Path folder;

    private static String trace(String name, String input) {
        return """
                {"type":"trace_start","ts":"2026-11-22T10:00:00.000000Z","name":"%s","format":1}
                {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"ask","ts":"2026-11-22T10:00:00.000000Z","kind":"llm","input":"%s"}
                {"type":"span_end","id":"a000000000000001","parent_id":null,"name":"ask","ts":"2026-11-22T10:00:00.000000Z","duration_s":0.1,"status":"ok","kind":"llm"}
                {"type":"trace_end","ts":"2026-11-22T10:00:00.000000Z","status":"ok"}
                """.formatted(name, input);
    }

    private Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private List<Map<String, Object>> ask(String... parameters) {
        try (Serving server = new Serving(folder)) {
            // How many there are of those depends on how fast the machine is.
            return server.lines("search", parameters).stream()
                    .filter(line -> !line.containsKey("progress"))
                    .toList();
        }
    }

    @Test
    void oneTrace() throws IOException {
        write("a/run.jsonl", trace("trip", "Fly to Lisbon"));
        write("other.jsonl", trace("other", "Fly to Lisbon"));

        List<Map<String, Object>> lines = ask("q", "lisbon", "scope", "trace", "file", "a/run.jsonl");

        assertThat(lines).hasSize(2);
        assertThat(Json.write(lines.get(0))).isEqualTo("""
                {"file":"a/run.jsonl","name":"trip","hits":[{"row":0,"id":"a000000000000001","span":"ask","kind":"llm",\
                "field":"input","before":"Fly to ","match":"Lisbon","after":""}]}""");
        assertThat(lines.get(1))
                .containsEntry("done", true)
                .containsEntry("total", 1L)
                .containsEntry("truncated", false)
                .containsEntry("warnings", List.of())
                .containsKey("ms");
    }

    @Test
    void allTraces_ofAFolder_withArchives() throws IOException {
        write("a/one.jsonl", trace("one", "needle"));
        write("a/b/two.jsonl", trace("two", "needle"));
        Path raw = write("a/three.jsonl", trace("three", "needle " + "x".repeat(20_000)));
        Archive.write(raw, folder.resolve("a/out"));
        Files.delete(raw);
        write("c/four.jsonl", trace("four", "needle"));
        write("a/.hidden/five.jsonl", trace("five", "needle"));
        write("a/secrets.jsonl", "{\"needle\":\"needle\"}\n");

        List<Map<String, Object>> lines = ask("q", "needle", "scope", "all", "dir", "a");

        assertThat(lines.subList(0, lines.size() - 1))
                .extracting(line -> line.get("file"))
                .containsExactly("a/b/two.jsonl", "a/one.jsonl", "a/out/three.jsonl.gz");
        assertThat(ask("q", "needle", "scope", "all").get(3)).containsEntry("file", "c/four.jsonl");
    }

    @Test
    void theNameOfTheTrace_isFound() throws IOException {
        write("run.jsonl", trace("Nightly Batch", "x"));

        assertThat(Json.write(ask("q", "nightly", "scope", "all").get(0)))
                .contains(
                        "{\"row\":-1,\"id\":null,\"span\":null,\"kind\":null,\"field\":\"name\",\"before\":\"\",\"match\":\"Nightly\"");
    }

    @Test
    void limit_andCase_andExpression() throws IOException {
        write("run.jsonl", trace("t", "one Two").repeat(5));

        List<Map<String, Object>> some = ask("q", "one", "file", "run.jsonl", "limit", "3");
        List<Map<String, Object>> none = ask("q", "two", "file", "run.jsonl", "case", "1");
        List<Map<String, Object>> expression = ask("q", "e\\s[tT]", "file", "run.jsonl", "re", "1");

        assertThat(some.get(some.size() - 1)).containsEntry("total", 3L).containsEntry("truncated", true);
        assertThat(none).hasSize(1);
        assertThat(expression.get(expression.size() - 1)).containsEntry("total", 5L);
    }

    @Test
    void whatCannotBeSearched_isRefused() throws IOException {
        write("run.jsonl", trace("t", "x"));
        try (Serving server = new Serving(folder)) {
            HttpResponse<String> expression = server.get("search", "q", "a(b", "re", "1", "file", "run.jsonl");
            assertThat(expression.statusCode()).isEqualTo(400);
            assertThat(expression.body()).contains("The expression is not valid: Unclosed group at character 4.");
            assertThat(server.get("search", "file", "run.jsonl").statusCode()).isEqualTo(400);
            assertThat(server.get("search", "q", "", "file", "run.jsonl").statusCode())
                    .isEqualTo(400);
            assertThat(server.get("search", "q", "x").statusCode()).isEqualTo(400);
            assertThat(server.get("search", "q", "x", "scope", "some").statusCode())
                    .isEqualTo(400);
            assertThat(server.get("search", "q", "x".repeat(1001), "file", "run.jsonl")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(server.get("search", "q", "x", "file", "run.jsonl", "limit", "0")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(server.get("search", "q", "x", "file", "none.jsonl").statusCode())
                    .isEqualTo(404);
            assertThat(server.get("search", "q", "x", "scope", "all", "dir", "..")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aClientThatGoes_endsTheSearch() throws Exception {
        Path file = write("run.jsonl", trace("t", "x"));
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 39); // takes minutes, and no place on the disk
        }
        try (Serving server = new Serving(folder)) {
            InputStream answer = server.open("search", "q", "needle", "file", "run.jsonl");
            assertThat(answer.read()).isPositive();
            assertThat(searching()).isNotEmpty();

            answer.close();

            for (Thread thread : searching()) {
                thread.join(Duration.ofSeconds(30).toMillis());
            }
            assertThat(searching()).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    private static List<Thread> searching() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("traqo-ui-search"))
                .toList();
    }
}
