package dev.traqo.cli.ui;

import dev.traqo.internal.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Consumer;

/** Pages and traces for the tests of the server. */
final class Samples {

    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private Samples() {}

    /** Pages as a build makes them. */
    static Path pages(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("assets"));
        Files.writeString(
                folder.resolve("index.html"),
                "<!doctype html>\n<html><head><title>traqo</title></head><body>" + "x".repeat(200) + "</body></html>");
        Files.writeString(folder.resolve("icon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        Files.writeString(folder.resolve("assets/index-abc123.js"), "export const a = 1;\n".repeat(100));
        return folder;
    }

    /** A complete trace; {@code also} are fields of its start. */
    static String trace(String name, Instant start, double seconds, String status, double cost, String also) {
        String error =
                status.equals("error") ? ",\"error\":{\"type\":\"java.io.IOException\",\"message\":\"disk full\"}" : "";
        return """
                {"type":"trace_start","trace_id":"%s","ts":"%s","name":"%s","format":1,"pid":1,"host":"elsewhere"%s}
                {"type":"trace_end","trace_id":"%s","ts":"%s","duration_s":%s,"status":"%s","stats":{"spans":3,"events":0,"errors":0,"total_input_tokens":10,"total_output_tokens":5,"total_cache_read_tokens":0,"total_cache_creation_tokens":0,"total_reasoning_tokens":0,"total_cost":%s}%s}
                """.formatted(
                        id(name),
                        start,
                        name,
                        also,
                        id(name),
                        start.plusMillis((long) (seconds * 1000)),
                        seconds,
                        status,
                        cost,
                        error);
    }

    static String trace(String name) {
        return trace(name, START, 1, "ok", 0, "");
    }

    /** A trace that this very process is writing. */
    static String running(String name) {
        // Not before the process itself began: ids of processes are used again, and the reader knows.
        return """
                {"type":"trace_start","trace_id":"%s","ts":"2099-01-01T00:00:00.000000Z","name":"%s","format":1,"host":"%s","pid":%d}
                """.formatted(
                        id(name), name, Machine.host(), ProcessHandle.current().pid());
    }

    private static String id(String name) {
        return "%032x".formatted(name.hashCode() & 0xffffffffL);
    }

    /** Old enough not to look alive. */
    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(START));
        return file;
    }

    static Viewer.Settings settings(Path root, Path pages) {
        return new Viewer.Settings(root, null, "127.0.0.1", 0, null, "/", pages, "test", failing());
    }

    /** A fault of ours fails the test that met it. */
    static Consumer<String> failing() {
        return fault -> {
            throw new AssertionError(fault);
        };
    }
}
