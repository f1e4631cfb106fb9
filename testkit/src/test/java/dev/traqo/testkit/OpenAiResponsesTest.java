package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiResponsesTest {

    private static final String PATH = "/v1/responses";
    private static final String ASK = """
            {"model":"gpt-5-mini","instructions":"Be brief.","temperature":0.5,"input":"Is it a bug?"}""";
    private static final String STREAM = ASK.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final TokenUsage USAGE =
            TokenUsage.of(1200, 350).withCacheRead(1000).withReasoning(200);

    private static final String ASKED = """
            "instructions":"Be brief.","max_output_tokens":null,"parallel_tool_calls":true,\
            "previous_response_id":null,"reasoning":{"effort":null,"summary":null},"service_tier":"default",\
            "store":true,"temperature":0.5,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],\
            "top_p":1.0,"truncation":"disabled","user":null,"metadata":{},""";
    private static final String HEAD = """
            {"id":"resp_00000001","object":"response","created_at":1767225601,""";
    private static final String SENT_USAGE = """
            "usage":{"input_tokens":1200,"output_tokens":350,"total_tokens":1550,\
            "input_tokens_details":{"cached_tokens":1000},"output_tokens_details":{"reasoning_tokens":200}}}""";
    private static final String REASONING = """
            {"id":"rs_00000001","type":"reasoning","summary":[{"type":"summary_text","text":"Let me"}]}""";
    private static final String MESSAGE = """
            {"id":"msg_00000001","type":"message","status":"completed","content":[{"type":"output_text",\
            "annotations":[],"logprobs":[],"text":"It is."}],"role":"assistant"}""";
    private static final String CALL = """
            {"id":"fc_00000001_0","type":"function_call","status":"completed","arguments":"{\\"query\\":1}",\
            "call_id":"call_1_0","name":"search"}""";

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    private static Reply full() {
        return Reply.text("It is.")
                .withReasoning("Let me")
                .withToolCall(ToolCall.of("search", "{\"query\":1}"))
                .withUsage(USAGE.withCost(3).withCacheCreation1h(5));
    }

    @Test
    void whole_carriesReasoningMessageToolsAndUsage() throws Exception {
        server.enqueue(full());

        HttpResponse<String> response = client.post(PATH, ASK);

        assertThat(response.headers().firstValue("x-request-id")).contains("req_00000001");
        assertThat(response.body())
                .isEqualTo(HEAD
                        + "\"status\":\"completed\",\"error\":null,\"incomplete_details\":null,\"model\":\"gpt-5-mini\","
                        + "\"output\":[" + REASONING + "," + MESSAGE + "," + CALL + "]," + ASKED + SENT_USAGE);
        LlmRequest request = server.takeRequest();
        assertThat(request.sentUsage()).isEqualTo(USAGE);
        assertThat(request.text()).isEqualTo("Be brief.\nIs it a bug?");
        assertThat(request.lastText()).isEqualTo("Is it a bug?");
        assertThat(request.lastRole()).isEqualTo("user");
    }

    @Test
    void stream_isNamedEventsInOrder() throws Exception {
        server.enqueue(full());

        Client.Stream stream = client.stream(PATH, STREAM);

        String begun = HEAD
                + "\"status\":\"in_progress\",\"error\":null,\"incomplete_details\":null,\"model\":\"gpt-5-mini\","
                + "\"output\":[]," + ASKED + "\"usage\":null}";
        String whole = HEAD
                + "\"status\":\"completed\",\"error\":null,\"incomplete_details\":null,\"model\":\"gpt-5-mini\","
                + "\"output\":[" + REASONING + "," + MESSAGE + "," + CALL + "]," + ASKED + SENT_USAGE;
        String rs = "\"item_id\":\"rs_00000001\",\"output_index\":0,\"summary_index\":0,";
        String msg = "\"item_id\":\"msg_00000001\",\"output_index\":1,\"content_index\":0,";
        String fc = "\"item_id\":\"fc_00000001_0\",\"output_index\":2,";
        String[][] expected = {
            {"response.created", "\"response\":" + begun},
            {"response.in_progress", "\"response\":" + begun},
            {
                "response.output_item.added",
                "\"output_index\":0,\"item\":{\"id\":\"rs_00000001\",\"type\":\"reasoning\",\"summary\":[]}"
            },
            {"response.reasoning_summary_part.added", rs + "\"part\":{\"type\":\"summary_text\",\"text\":\"\"}"},
            {"response.reasoning_summary_text.delta", rs + "\"delta\":\"Let\""},
            {"response.reasoning_summary_text.delta", rs + "\"delta\":\" me\""},
            {"response.reasoning_summary_text.done", rs + "\"text\":\"Let me\""},
            {"response.reasoning_summary_part.done", rs + "\"part\":{\"type\":\"summary_text\",\"text\":\"Let me\"}"},
            {"response.output_item.done", "\"output_index\":0,\"item\":" + REASONING},
            {
                "response.output_item.added",
                "\"output_index\":1,\"item\":{\"id\":\"msg_00000001\",\"type\":\"message\",\"status\":\"in_progress\",\"content\":[],\"role\":\"assistant\"}"
            },
            {
                "response.content_part.added",
                msg + "\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}"
            },
            {"response.output_text.delta", msg + "\"delta\":\"It\",\"logprobs\":[]"},
            {"response.output_text.delta", msg + "\"delta\":\" is.\",\"logprobs\":[]"},
            {"response.output_text.done", msg + "\"text\":\"It is.\",\"logprobs\":[]"},
            {
                "response.content_part.done",
                msg + "\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"It is.\"}"
            },
            {"response.output_item.done", "\"output_index\":1,\"item\":" + MESSAGE},
            {
                "response.output_item.added",
                "\"output_index\":2,\"item\":{\"id\":\"fc_00000001_0\",\"type\":\"function_call\",\"status\":\"in_progress\",\"arguments\":\"\",\"call_id\":\"call_1_0\",\"name\":\"search\"}"
            },
            {"response.function_call_arguments.delta", fc + "\"delta\":\"{\\\"query\\\"\""},
            {"response.function_call_arguments.delta", fc + "\"delta\":\":1}\""},
            {"response.function_call_arguments.done", fc + "\"name\":\"search\",\"arguments\":\"{\\\"query\\\":1}\""},
            {"response.output_item.done", "\"output_index\":2,\"item\":" + CALL},
            {"response.completed", "\"response\":" + whole}
        };
        String[] lines = new String[expected.length];
        for (int i = 0; i < lines.length; i++) {
            String type = expected[i][0];
            lines[i] = type + " {\"type\":\"" + type + "\",\"sequence_number\":" + i + "," + expected[i][1] + "}";
        }
        assertThat(stream.lines()).containsExactly(lines);
        assertThat(server.takeRequest().sentUsage()).isEqualTo(USAGE);
    }

    @Test
    void emptyAnswer_isAnEmptyMessage() throws Exception {
        server.enqueue(Reply.text(""), Reply.text(""));

        Map<String, Object> whole = Client.object(client.post(PATH, ASK).body());
        List<Client.Event> events = client.stream(PATH, STREAM).events();

        assertThat((String) Client.at(whole, "output", 0, "content", 0, "text")).isEmpty();
        assertThat(events)
                .extracting(Client.Event::name)
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
    }

    @Test
    void otherEnds_areIncompleteOrFailed() throws Exception {
        Reply cut = Reply.text("a").withFinishReason("length");
        Reply failed = Reply.text("a").withFinishReason("failed");
        server.enqueue(cut, failed, cut, failed);

        Map<String, Object> incomplete = Client.object(client.post(PATH, ASK).body());
        assertThat(incomplete)
                .containsEntry("status", "incomplete")
                .containsEntry("incomplete_details", Map.of("reason", "max_output_tokens"));
        assertThat(Client.object(client.post(PATH, ASK).body()))
                .containsEntry("status", "failed")
                .containsEntry("error", Map.of("code", "server_error", "message", "The model failed to answer."));
        assertThat(client.stream(PATH, STREAM).last().name()).isEqualTo("response.incomplete");
        assertThat(client.stream(PATH, STREAM).last().name()).isEqualTo("response.failed");
    }

    @Test
    void errorInTheMiddle_isAnErrorEvent() throws Exception {
        server.enqueue(Reply.chunks("one", "two").errorAfter(1, "Overloaded."));

        assertThat(client.stream(PATH, STREAM).lines()).last().isEqualTo("""
                error {"type":"error","sequence_number":5,"code":"server_error","message":"Overloaded.","param":null}""");
        assertThat(server.takeRequest().sentUsage()).isNull();
    }

    @Test
    void itemsOfInput_areMessages() throws Exception {
        server.enqueue(Reply.text("a").withChoice("not sent"));
        HttpResponse<String> response = client.post(PATH, """
                {"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]},\
                {"type":"function_call_output","call_id":"c","output":"42"}]}""");

        assertThat(response.body()).doesNotContain("not sent");
        assertThat(server.takeRequest().text()).isEqualTo("Hi\n42");
        assertThat(client.post(PATH, "{\"model\":\"m\"}").body()).contains("you must provide an input parameter");
    }
}
