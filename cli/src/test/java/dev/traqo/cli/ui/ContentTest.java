package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** api/span, value, raw, trace, event and media. */
class ContentTest {

    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @TempDir
    Path folder;

    private Served served;

    @BeforeEach
    void serve() throws IOException {
        served = new Served(folder);
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void span_hasAllThatTheFileSays_byRowAndById() throws IOException {
        String start =
                "{\"type\":\"span_start\",\"id\":\"a000000000000001\",\"parent_id\":null,\"name\":\"n\",\"ts\":\"2026-11-22T10:00:00Z\",\"own\":[1.50,12345678901234567890],\"input\":{\"q\":\"é\"}}";
        String event =
                "{\"type\":\"event\",\"id\":\"e1\",\"parent_id\":\"a000000000000001\",\"name\":\"tick\",\"ts\":\"2026-11-22T10:00:01Z\",\"data\":{\"n\":1}}";
        String end =
                "{\"type\":\"span_end\",\"id\":\"a000000000000001\",\"parent_id\":null,\"name\":\"n\",\"ts\":\"2026-11-22T10:00:02Z\",\"status\":\"ok\",\"metadata\":{\"model\":\"gpt-4o\",\"token_usage\":{\"input_tokens\":1000000}},\"output\":null}";
        write("run.jsonl", start + "\n" + event + "\n" + end + "\n");
        Map<String, Object> span = served.json("span", "file", "run.jsonl", "row", "0");
        assertThat(span)
                .containsEntry("row", 0L)
                .containsEntry("id", "a000000000000001")
                .containsEntry("parentId", null)
                .containsEntry("cut", List.of())
                .containsEntry("cost", 2.5);
        assertThat(Json.write(span.get("start"))).isEqualTo(Json.write(Json.parse(start)));
        assertThat(Json.write(span.get("end"))).isEqualTo(Json.write(Json.parse(end)));
        assertThat(Json.write(span.get("events"))).isEqualTo("[{\"row\":0,\"index\":0,\"fields\":" + event + "}]");
        assertThat(Tqc.object(Tqc.object(span.get("lines")).get("end")))
                .containsEntry("offset", (long) bytes(start) + 1 + bytes(event) + 1)
                .containsEntry("length", (long) bytes(end));
        assertThat(Tqc.object(span.get("missing")))
                .containsEntry("files", List.of())
                .containsEntry("second", null);
        assertThat(served.json("span", "file", "run.jsonl", "id", "a000000000000001"))
                .isEqualTo(span);
        assertThat(Served.text(served.get("raw", "file", "run.jsonl", "row", "0", "event", "start")))
                .isEqualTo(start);
        assertThat(Served.text(served.get("value", "file", "run.jsonl", "row", "0", "event", "start", "field", "own")))
                .isEqualTo("[1.50,12345678901234567890]");
        assertThat(served.json("event", "file", "run.jsonl", "index", "0"))
                .isEqualTo(Map.of("fields", Json.parse(event)));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @ParameterizedTest
    @CsvSource({
        "span,row,7,404,no span with the number 7",
        "span,id,nobody,404,no span with the id nobody",
        "span,x,1,400,Name a span",
        "value,row,0,400,field",
        "raw,row,0,400,event",
        "event,index,3,404,no event with the number 3",
        "trace,part,9,404,no trace with the number 9",
        "media,name,../x.png,404,no such file"
    })
    void whatIsNotThere_isSaidInASentence(String endpoint, String key, String value, int status, String says)
            throws IOException {
        write("run.jsonl", "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\"}\n");
        HttpResponse<byte[]> answer = served.get(endpoint, "file", "run.jsonl", key, value);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Served.text(answer)).contains(says);
    }

    @Test
    void veryLargeValues_areCut_andThereAsAWhole() throws IOException {
        String large = "\"" + "äb".repeat(600_000) + "\"";
        write(
                "run.jsonl",
                "{\"type\":\"trace_start\",\"name\":\"t\",\"input\":" + large + "}\n"
                        + "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\",\"input\":" + large + ",\"more\":1}\n");
        Map<String, Object> span = served.json("span", "file", "run.jsonl", "id", "a");
        assertThat(Tqc.object(span.get("start")).keySet()).containsExactly("type", "id", "name", "input", "more");
        assertThat(Tqc.object(span.get("start"))).containsEntry("input", null).containsEntry("more", 1L);
        Map<String, Object> cut = Tqc.object(((List<?>) span.get("cut")).get(0));
        assertThat(cut)
                .containsEntry("event", "start")
                .containsEntry("field", "input")
                .containsEntry("bytes", (long) bytes(large));
        assertThat((String) cut.get("head")).startsWith("\"äb").hasSizeGreaterThan(43_000);
        assertThat(large).startsWith((String) cut.get("head"));
        HttpResponse<byte[]> value = served.get(
                "value", "file", "run.jsonl", "row", "0", "event", "start", "field", "input", "download", "1");
        assertThat(Served.text(value)).isEqualTo(large);
        assertThat(value.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"a-input.json\"");
        Map<String, Object> trace = served.json("trace", "file", "run.jsonl", "part", "0");
        assertThat(Tqc.object(trace.get("start"))).containsEntry("name", "t").containsEntry("input", null);
        assertThat((List<?>) trace.get("cut")).hasSize(1);
        assertThat(Served.text(
                        served.get("value", "file", "run.jsonl", "part", "0", "event", "start", "field", "input")))
                .isEqualTo(large);
    }

    @Test
    void inputsOfAnArchive_areJoined_orSaidToBeMissing() throws IOException {
        String input = "{\"text\":\"" + "large ".repeat(300_000) + "\"}";
        Path raw = write(
                "run.jsonl",
                "{\"type\":\"trace_start\",\"trace_id\":\"t\",\"format\":1,\"ts\":\"2026-11-22T10:00:00Z\"}\n"
                        + "{\"type\":\"span_start\",\"id\":\"a000000000000001\",\"parent_id\":null,\"name\":\"n\",\"input\":"
                        + input
                        + "}\n{\"type\":\"span_start\",\"id\":\"a000000000000002\",\"parent_id\":null,\"name\":\"n\",\"input\":{\"_ref\":\"a000000000000002\",\"_size\":1}}\n"
                        + "{\"type\":\"trace_end\",\"trace_id\":\"t\",\"ts\":\"2026-11-22T10:00:01Z\",\"status\":\"ok\"}\n");
        Archive.Result archive = Archive.write(raw);
        Files.delete(raw);
        Map<String, Object> span = served.json("span", "file", "run.jsonl.gz", "row", "0");
        assertThat(Tqc.object(((List<?>) span.get("cut")).get(0))).containsEntry("bytes", (long) input.length());
        assertThat(Served.text(
                        served.get("value", "file", "run.jsonl.gz", "row", "0", "event", "start", "field", "input")))
                .isEqualTo(input);
        // U6: user data that looks like a stub is user data
        Map<String, Object> own = served.json("span", "file", "run.jsonl.gz", "row", "1");
        assertThat(Tqc.object(own.get("start")).get("input"))
                .isEqualTo(Map.of("_ref", "a000000000000002", "_size", 1L));
        assertThat(Tqc.object(own.get("missing"))).containsEntry("second", null);
        assertThat((List<?>) served.index("run.jsonl.gz").header.get("warnings"))
                .isEmpty();

        Files.delete(archive.content());
        served.close();
        served = new Served(folder);
        Map<String, Object> lost = served.json("span", "file", "run.jsonl.gz", "row", "0");
        assertThat(Tqc.object(lost.get("missing"))).containsEntry("second", "run.content.jsonl.zst");
        assertThat((List<?>) served.index("run.jsonl.gz").header.get("warnings"))
                .hasSize(1)
                .allSatisfy(text -> assertThat((String) text).contains("run.content.jsonl.zst"));
    }

    @Test
    void stub_inARawFile_isUserData() throws IOException {
        write(
                "run.jsonl",
                "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\",\"input\":{\"_ref\":\"a\",\"_size\":9}}\n");
        Map<String, Object> span = served.json("span", "file", "run.jsonl", "row", "0");
        assertThat(Tqc.object(span.get("start")).get("input")).isEqualTo(Map.of("_ref", "a", "_size", 9L));
        assertThat(Tqc.object(span.get("missing"))).containsEntry("second", null);
    }

    @Test
    void media_isShown_onlyIfNoBrowserCanRunIt() throws IOException {
        write(
                "run.jsonl",
                "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\",\"input\":[" + stub("png", "image/png") + ","
                        + stub("pdf", "application/pdf") + "]}\n");
        Path files = Files.createDirectory(folder.resolve("run.files"));
        for (String ending : List.of("png", "svg", "html")) {
            Files.writeString(files.resolve(HASH + "." + ending), "bytes of " + ending);
        }
        HttpResponse<byte[]> image = served.get("media", "file", "run.jsonl", "name", HASH + ".png");
        assertThat(Served.text(image)).isEqualTo("bytes of png");
        assertThat(image.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(image.headers().firstValue("Content-Security-Policy")).hasValue("default-src 'none'; sandbox");
        assertThat(image.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(image.headers().firstValue("Content-Disposition")).isEmpty();
        for (String ending : List.of("svg", "html")) {
            HttpResponse<byte[]> other = served.get("media", "file", "run.jsonl", "name", HASH + "." + ending);
            assertThat(other.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
            assertThat(other.headers().firstValue("Content-Disposition"))
                    .hasValue("attachment; filename=\"" + HASH + "." + ending + "\"");
        }
        Map<String, Object> span = served.json("span", "file", "run.jsonl", "row", "0");
        assertThat(Tqc.object(span.get("missing"))).containsEntry("files", List.of(HASH + ".pdf"));
    }

    @Test
    void media_followsNoLinks() throws IOException {
        write("run.jsonl", "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\"}\n");
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path files = Files.createDirectory(folder.resolve("run.files"));
        Files.createSymbolicLink(files.resolve(HASH + ".png"), secret);
        assertThat(served.get("media", "file", "run.jsonl", "name", HASH + ".png")
                        .statusCode())
                .isEqualTo(404);
    }

    private static String stub(String ending, String type) {
        return "{\"_file\":\"" + HASH + "." + ending + "\",\"_type\":\"" + type + "\",\"_size\":5,\"_sha256\":\"" + HASH
                + "\"}";
    }

    @Test
    void span_isThatOfTheFileAsItIsNow() throws IOException {
        write("run.jsonl", "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\"}\n");
        assertThat(served.json("span", "file", "run.jsonl", "row", "0")).containsEntry("end", Map.of());
        write(
                "run.jsonl",
                "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"n\"}\n{\"type\":\"span_end\",\"id\":\"a\",\"status\":\"ok\"}\n");
        assertThat(Tqc.object(
                        served.json("span", "file", "run.jsonl", "row", "0").get("end")))
                .containsEntry("status", "ok");
    }

    private Path write(String name, String text) throws IOException {
        Path temporary = folder.resolve("temporary");
        Files.writeString(temporary, text);
        // In place, as a writer does: the file stays the same one.
        Path file = folder.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            Files.copy(temporary, out);
        }
        Files.delete(temporary);
        return file;
    }
}
