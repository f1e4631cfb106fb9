package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type to read a trace works on what we write, word for word. */
class RecipesTest {

    private static final String BY_MODEL = "SELECT metadata->>'model' AS model, count(*) AS calls, "
            + "sum((metadata->'token_usage'->>'input_tokens')::int) AS total_in, "
            + "sum((metadata->'token_usage'->>'output_tokens')::int) AS total_out, "
            + "avg(duration_s) AS avg_duration FROM read_json('traces/**/*.jsonl') WHERE kind = 'llm'%s GROUP BY model;";

    @TempDir
    Path folder;

    @BeforeEach
    void traces() {
        trace("traces/run.jsonl", "conv-123", "gpt-4o", 2);
        trace("traces/2026/other.jsonl", "conv-9", "claude-sonnet-4-6", 1);
    }

    private void trace(String file, String thread, String model, int calls) {
        try (Tracer tracer = Tracer.builder(folder.resolve(file))
                .input(Map.of("query", "why?"))
                .tags("production")
                .threadId(thread)
                .open()) {
            for (int i = 0; i < calls; i++) {
                tracer.span("ask")
                        .kind(Kind.LLM)
                        .metadata("model", model)
                        .tags("llm")
                        .input(List.of(Map.of("role", "user", "content", "hi")))
                        .call(span -> {
                            span.tokenUsage(TokenUsage.of(100, 50).withCost(0.001));
                            return "hello";
                        });
            }
            catchThrowable(() -> tracer.span("tool").kind(Kind.TOOL).input("x").run(span -> {
                throw new IOException("no route");
            }));
            tracer.span("plain").run(span -> {});
            tracer.log("note", 1);
            tracer.child("helper").run(child -> child.span("step").run(span -> {}));
            tracer.output("done");
        }
    }

    // ---- shell --------------------------------------------------------------------------------------------------

    private String shell(String command) throws IOException, InterruptedException {
        for (String tool : List.of("sh", "jq", "grep", "tail")) {
            Assumptions.assumeTrue(isInstalled(tool), tool + " is not installed");
        }
        Process process = new ProcessBuilder("sh", "-c", command.replace(" F", " traces/run.jsonl"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    private static boolean isInstalled(String tool) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void tail_showsTheEnd() throws Exception {
        String out = shell("tail -1 F | jq .");

        assertThat(out).startsWith("{\n  \"type\": \"trace_end\"").contains("\"total_input_tokens\": 200");
    }

    @Test
    void grep_findsKinds() throws Exception {
        String out = shell("grep '\"kind\":\"llm\"' F | jq .");

        assertThat(out.split("\"type\": \"span_start\"", -1)).hasSize(3);
        assertThat(out.split("\"type\": \"span_end\"", -1)).hasSize(3);
        assertThat(out).doesNotContain("\"kind\": \"tool\"");
    }

    @Test
    void grep_findsTagsAndErrors() throws Exception {
        assertThat(shell("grep '\"tags\"' F").lines()).hasSize(5);
        String errors = shell("grep '\"status\":\"error\"' F");
        assertThat(errors.lines()).hasSize(1);
        assertThat(errors).contains("\"name\":\"tool\"").contains("no route");
    }

    @Test
    void grep_findsTokenUsage() throws Exception {
        String out = shell("grep '\"token_usage\"' F | jq '.metadata.token_usage'");

        assertThat(out.replaceAll("\\s", ""))
                .isEqualTo("{\"input_tokens\":100,\"output_tokens\":50,\"cost\":0.001}".repeat(2));
    }

    // ---- DuckDB -------------------------------------------------------------------------------------------------

    private List<List<Object>> query(String sql) throws SQLException {
        // the driver has no working directory of its own
        String here = sql.replace("'traces/", "'" + folder.toString().replace('\\', '/') + "/traces/");
        List<List<Object>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet result = connection.createStatement().executeQuery(here)) {
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
        }
        rows.sort(java.util.Comparator.comparing(row -> String.valueOf(row.get(0))));
        return rows;
    }

    @Test
    void duckdb_byModelVerbatimCountsTheStartAndTheEndOfEachCall() throws SQLException {
        List<List<Object>> rows = query(String.format(BY_MODEL, ""));

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).subList(0, 4))
                .map(String::valueOf)
                .containsExactly("claude-sonnet-4-6", "2", "100", "50");
        assertThat(rows.get(1).subList(0, 4)).map(String::valueOf).containsExactly("gpt-4o", "4", "200", "100");
        assertThat((Double) rows.get(1).get(4)).isNotNegative();
    }

    @Test
    void duckdb_byModelWithEndsOnlyCountsCalls() throws SQLException {
        List<List<Object>> rows = query(String.format(BY_MODEL, " AND type = 'span_end'"));

        assertThat(rows.get(0).subList(0, 4))
                .map(String::valueOf)
                .containsExactly("claude-sonnet-4-6", "1", "100", "50");
        assertThat(rows.get(1).subList(0, 4)).map(String::valueOf).containsExactly("gpt-4o", "2", "200", "100");
    }

    @Test
    void duckdb_conversation() throws SQLException {
        List<List<Object>> rows = query("SELECT * FROM read_json('traces/**/*.jsonl') "
                + "WHERE thread_id = 'conv-123' AND type = 'trace_start';");

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get(0)).isEqualTo("trace_start");
    }

    @Test
    void duckdb_oneTraceWithoutModels() throws SQLException {
        Tracer.builder(folder.resolve("traces/alone/a.jsonl"))
                .run(tracer -> tracer.span("s").run(span -> {}));

        assertThat(query("SELECT name, duration_s FROM read_json('traces/alone/*.jsonl') WHERE type = 'span_end'"))
                .hasSize(1);
    }
}
