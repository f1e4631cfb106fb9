package dev.traqo.cli;

import dev.traqo.internal.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Small trace files, written by hand. */
final class Fixtures {

    /** An agent that retrieves, asks a model twice, calls a tool that fails once, and starts a child trace. */
    static final String SUPPORT = """
            {"type":"trace_start","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:00.000000Z","name":"support","format":1,"tracer_version":"jvm-0.1.0","release":"1.4.2","pid":1,"host":"elsewhere","thread_id":"conv-456","tags":["prod","chat"],"input":{"question":"Where is my order?"}}
            {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"answer","ts":"2026-11-22T10:00:00.000100Z","kind":"agent"}
            {"type":"span_start","id":"a000000000000002","parent_id":"a000000000000001","name":"search","ts":"2026-11-22T10:00:00.000200Z","kind":"retriever","input":"Where is my order?"}
            {"type":"span_end","id":"a000000000000002","parent_id":"a000000000000001","name":"search","ts":"2026-11-22T10:00:00.400200Z","duration_s":0.400000,"status":"ok","kind":"retriever","output":[{"doc":"orders.md","score":0.91}]}
            {"type":"span_start","id":"b000000000000003","parent_id":"a000000000000001","name":"plan","ts":"2026-11-22T10:00:00.500000Z","kind":"llm","metadata":{"model":"gpt-4o-2024-11-20"},"input":[{"role":"system","content":"You help customers."},{"role":"user","content":"Where is my order?\\nIt is late."}]}
            {"type":"event","id":"e000000000000001","parent_id":"b000000000000003","name":"first_token","ts":"2026-11-22T10:00:00.820000Z","data":{"n":1}}
            {"type":"span_end","id":"b000000000000003","parent_id":"a000000000000001","name":"plan","ts":"2026-11-22T10:00:01.700000Z","duration_s":1.200000,"status":"ok","kind":"llm","tags":["paid"],"metadata":{"model":"gpt-4o-2024-11-20","token_usage":{"input_tokens":1200,"output_tokens":350,"cache_read_tokens":800,"reasoning_tokens":64,"cost":0.0068},"time_to_first_token_s":0.32},"output":{"content":"I will look it up.","tool_calls":[{"id":"c1","type":"function","function":{"name":"order_status","arguments":"{\\"id\\":42}"}}]}}
            {"type":"span_start","id":"a000000000000004","parent_id":"a000000000000001","name":"order_status","ts":"2026-11-22T10:00:01.800000Z","kind":"tool","input":{"id":42}}
            {"type":"span_end","id":"a000000000000004","parent_id":"a000000000000001","name":"order_status","ts":"2026-11-22T10:00:01.804000Z","duration_s":0.004000,"status":"error","kind":"tool","error":{"type":"java.net.http.HttpTimeoutException","message":"no answer in 4 ms","traceback":"java.net.http.HttpTimeoutException: no answer in 4 ms\\n\\tat shop.Orders.status(Orders.java:17)\\n"}}
            {"type":"span_start","id":"a000000000000005","parent_id":"a000000000000001","name":"research","ts":"2026-11-22T10:00:02.000000Z","kind":"chain"}
            {"type":"event","id":"e000000000000002","parent_id":"a000000000000005","name":"child_started","ts":"2026-11-22T10:00:02.100000Z","data":{"child_name":"researcher","child_file":"researcher.jsonl"}}
            {"type":"event","id":"e000000000000003","parent_id":"a000000000000005","name":"child_ended","ts":"2026-11-22T10:00:03.600000Z","data":{"child_name":"researcher","child_file":"researcher.jsonl","status":"ok","duration_s":1.500000,"spans":1,"total_input_tokens":90,"total_output_tokens":10,"total_cache_read_tokens":0,"total_cache_creation_tokens":0,"total_reasoning_tokens":0,"total_cost":0,"unpriced":1}}
            {"type":"span_end","id":"a000000000000005","parent_id":"a000000000000001","name":"research","ts":"2026-11-22T10:00:03.700000Z","duration_s":1.700000,"status":"ok","kind":"chain"}
            {"type":"span_end","id":"a000000000000001","parent_id":null,"name":"answer","ts":"2026-11-22T10:00:04.000000Z","duration_s":3.999900,"status":"ok","kind":"agent"}
            {"type":"trace_end","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:04.000000Z","duration_s":4.000000,"status":"ok","stats":{"spans":6,"events":3,"errors":1,"total_input_tokens":1290,"total_output_tokens":360,"total_cache_read_tokens":800,"total_cache_creation_tokens":0,"total_reasoning_tokens":64,"total_cost":0.0068,"unpriced":1},"children":[{"name":"researcher","file":"researcher.jsonl","status":"ok","duration_s":1.500000,"spans":1,"total_input_tokens":90,"total_output_tokens":10,"total_cache_read_tokens":0,"total_cache_creation_tokens":0,"total_reasoning_tokens":0,"total_cost":0,"unpriced":1}]}
            """;

    /** The child of {@link #SUPPORT}; its model has no price. */
    static final String RESEARCHER = """
            {"type":"trace_start","trace_id":"1af7651916cd43dd8448eb211c80319d","ts":"2026-11-22T10:00:02.100000Z","name":"researcher","format":1,"tracer_version":"jvm-0.1.0","pid":1,"host":"elsewhere","parent":{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"a000000000000005","file":"support.jsonl"}}
            {"type":"span_start","id":"c000000000000001","parent_id":null,"name":"ask","ts":"2026-11-22T10:00:02.200000Z","kind":"llm"}
            {"type":"span_end","id":"c000000000000001","parent_id":null,"name":"ask","ts":"2026-11-22T10:00:03.500000Z","duration_s":1.300000,"status":"ok","kind":"llm","metadata":{"model":"house-model-7","token_usage":{"input_tokens":90,"output_tokens":10}}}
            {"type":"trace_end","trace_id":"1af7651916cd43dd8448eb211c80319d","ts":"2026-11-22T10:00:03.600000Z","duration_s":1.500000,"status":"ok","stats":{"spans":1,"events":0,"errors":0,"total_input_tokens":90,"total_output_tokens":10,"total_cache_read_tokens":0,"total_cache_creation_tokens":0,"total_reasoning_tokens":0,"total_cost":0,"unpriced":1}}
            """;

    /** Ended by an error. */
    static final String FAILED = """
            {"type":"trace_start","trace_id":"2af7651916cd43dd8448eb211c80319e","ts":"2026-11-21T08:30:00.000000Z","name":"nightly import","format":1,"tracer_version":"jvm-0.1.0","pid":1,"host":"elsewhere","tags":["batch"]}
            {"type":"span_start","id":"d000000000000001","parent_id":null,"name":"load","ts":"2026-11-21T08:30:00.000000Z"}
            {"type":"span_end","id":"d000000000000001","parent_id":null,"name":"load","ts":"2026-11-21T08:32:05.000000Z","duration_s":125.000000,"status":"error","error":{"type":"java.io.IOException","message":"disk full"}}
            {"type":"trace_end","trace_id":"2af7651916cd43dd8448eb211c80319e","ts":"2026-11-21T08:32:05.000000Z","duration_s":125.000000,"status":"error","stats":{"spans":1,"events":0,"errors":1,"total_input_tokens":0,"total_output_tokens":0,"total_cache_read_tokens":0,"total_cache_creation_tokens":0,"total_reasoning_tokens":0,"total_cost":0},"error":{"type":"java.io.IOException","message":"disk full"}}
            """;

    /** Killed: no end, and a last line that was cut. */
    static final String CRASHED = """
            {"type":"trace_start","trace_id":"3af7651916cd43dd8448eb211c80319f","ts":"2026-11-20T09:00:00.000000Z","name":"crashed run","format":1,"tracer_version":"jvm-0.1.0","pid":1,"host":"elsewhere"}
            {"type":"span_start","id":"f000000000000001","parent_id":null,"name":"outer","ts":"2026-11-20T09:00:01.000000Z","kind":"agent"}
            {"type":"span_start","id":"f000000000000002","parent_id":"f000000000000001","name":"call","ts":"2026-11-20T09:00:02.000000Z","kind":"llm"}
            {"type":"span_end","id":"f000000000000002","parent_id":"f000000000000001","name":"call","ts":"2026-11-20T09:00:03.500000Z","duration_s":1.500000,"status":"ok","kind":"llm","metadata":{"model":"house-model-7","token_usage":{"input_tokens":10,"output_tokens":5,"cost":0.5}}}
            {"type":"span_start","id":"f000000000000003","parent_id":"f0000000000""";

    private Fixtures() {}

    /** A folder with all of them; files are old enough not to look alive. */
    static void writeAll(Path folder) {
        write(folder.resolve("support.jsonl"), SUPPORT);
        write(folder.resolve("researcher.jsonl"), RESEARCHER);
        write(folder.resolve("import.jsonl"), FAILED);
        write(folder.resolve("old/crashed.jsonl"), CRASHED);
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-20T00:00:00Z")));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A trace that this very process is writing. */
    static String running() {
        // Not before the process itself began: ids of processes are used again, and the reader knows.
        String started = "2099-01-01T00:00:00.000000Z";
        return """
                {"type":"trace_start","trace_id":"4af7651916cd43dd8448eb211c803190","ts":"%s","name":"live","format":1,"tracer_version":"jvm-0.1.0","host":"%s","pid":%d}
                {"type":"span_start","id":"9000000000000001","parent_id":null,"name":"outer","ts":"2026-11-22T11:59:50.000000Z","kind":"agent"}
                {"type":"span_start","id":"9000000000000002","parent_id":"9000000000000001","name":"call","ts":"2026-11-22T11:59:57.500000Z","kind":"llm"}
                """.formatted(started, Machine.host(), ProcessHandle.current().pid());
    }
}
