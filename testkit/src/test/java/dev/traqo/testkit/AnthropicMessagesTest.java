package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnthropicMessagesTest {

    private static final String PATH = "/v1/messages";
    private static final String ASK = """
            {"model":"claude-sonnet-4-5","max_tokens":100,"system":[{"type":"text","text":"Be brief."}],\
            "messages":[{"role":"user","content":"Is it a bug?"}]}""";
    private static final String STREAM = ASK.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final TokenUsage USAGE = TokenUsage.of(1200, 350)
            .withCacheRead(1000)
            .withCacheCreation(150)
            .withCacheCreation1h(100)
            .withReasoning(200);

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whole_carriesThinkingTextToolsAndUsage() throws Exception {
        server.enqueue(Reply.text("It is a bug.")
                .withReasoning("Let me think.")
                .withToolCall(ToolCall.of("search", "{\"query\":\"refund\"}"))
                .withUsage(USAGE.withCost(3)));

        HttpResponse<String> response = client.post(PATH, ASK);

        assertThat(response.headers().firstValue("request-id")).contains("req_00000001");
        assertThat(response.headers().firstValue("x-request-id")).isEmpty();
        assertThat(response.body()).isEqualTo("""
                        {"id":"msg_00000001","type":"message","role":"assistant","model":"claude-sonnet-4-5",\
                        "content":[{"type":"thinking","thinking":"Let me think.","signature":"c2lnbmVkIGJ5IG5vYm9keQ=="},\
                        {"type":"text","text":"It is a bug."},\
                        {"type":"tool_use","id":"call_1_0","name":"search","input":{"query":"refund"}}],\
                        "stop_reason":"tool_use","stop_sequence":null,\
                        "usage":{"input_tokens":50,"cache_creation_input_tokens":150,"cache_read_input_tokens":1000,\
                        "cache_creation":{"ephemeral_5m_input_tokens":50,"ephemeral_1h_input_tokens":100},\
                        "output_tokens":350,"output_tokens_details":{"thinking_tokens":200},\
                        "service_tier":"standard"}}""");
        LlmRequest request = server.takeRequest();
        assertThat(request.sentUsage()).isEqualTo(USAGE);
        assertThat(request.model()).isEqualTo("claude-sonnet-4-5");
        assertThat(request.text()).isEqualTo("Be brief.\nIs it a bug?");
        assertThat(request.lastText()).isEqualTo("Is it a bug?");
        assertThat(request.requestId()).isEqualTo("req_00000001");
    }

    @Test
    void whole_sendsNoNumberThatTheReplyHasNot() throws Exception {
        server.enqueue(
                Reply.text("a").withUsage(TokenUsage.of(7, 3)), Reply.text("").withoutUsage());

        Map<String, Object> plain = Client.object(client.post(PATH, ASK).body());
        Map<String, Object> without = Client.object(client.post(PATH, ASK).body());

        assertThat(plain.get("usage"))
                .isEqualTo(Map.of("input_tokens", 7L, "output_tokens", 3L, "service_tier", "standard"));
        assertThat(without).doesNotContainKey("usage").containsEntry("content", List.of());
    }

    @Test
    void stream_isBlocksOfThinkingTextAndTools() throws Exception {
        server.enqueue(Reply.text("It is.")
                .withReasoning("Let me")
                .withToolCall(ToolCall.of("search", "{\"query\":1}"))
                .withToolCall(ToolCall.of("now", "{}"))
                .withUsage(USAGE));

        Client.Stream stream = client.stream(PATH, STREAM);

        assertThat(stream.response().headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(stream.lines())
                .containsExactly(
                        """
                message_start {"type":"message_start","message":{"id":"msg_00000001","type":"message",\
                "role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,\
                "usage":{"input_tokens":50,"cache_creation_input_tokens":150,"cache_read_input_tokens":1000,\
                "cache_creation":{"ephemeral_5m_input_tokens":50,"ephemeral_1h_input_tokens":100},\
                "output_tokens":1,"service_tier":"standard"}}}""",
                        """
                content_block_start {"type":"content_block_start","index":0,\
                "content_block":{"type":"thinking","thinking":"","signature":""}}""",
                        """
                ping {"type":"ping"}""",
                        """
                content_block_delta {"type":"content_block_delta","index":0,\
                "delta":{"type":"thinking_delta","thinking":"Let"}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":0,\
                "delta":{"type":"thinking_delta","thinking":" me"}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":0,\
                "delta":{"type":"signature_delta","signature":"c2lnbmVkIGJ5IG5vYm9keQ=="}}""",
                        """
                content_block_stop {"type":"content_block_stop","index":0}""",
                        """
                content_block_start {"type":"content_block_start","index":1,\
                "content_block":{"type":"text","text":""}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"It"}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":" is."}}""",
                        """
                content_block_stop {"type":"content_block_stop","index":1}""",
                        """
                content_block_start {"type":"content_block_start","index":2,\
                "content_block":{"type":"tool_use","id":"call_1_0","name":"search","input":{}}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":2,\
                "delta":{"type":"input_json_delta","partial_json":"{\\"query\\""}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":2,\
                "delta":{"type":"input_json_delta","partial_json":":1}"}}""",
                        """
                content_block_stop {"type":"content_block_stop","index":2}""",
                        """
                content_block_start {"type":"content_block_start","index":3,\
                "content_block":{"type":"tool_use","id":"call_1_1","name":"now","input":{}}}""",
                        """
                content_block_delta {"type":"content_block_delta","index":3,\
                "delta":{"type":"input_json_delta","partial_json":"{}"}}""",
                        """
                content_block_stop {"type":"content_block_stop","index":3}""",
                        """
                message_delta {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},\
                "usage":{"input_tokens":50,"cache_creation_input_tokens":150,"cache_read_input_tokens":1000,\
                "output_tokens":350,"output_tokens_details":{"thinking_tokens":200}}}""",
                        """
                message_stop {"type":"message_stop"}""");
        assertThat(server.takeRequest().sentUsage()).isEqualTo(USAGE);
    }

    @Test
    void stream_thatIsCut_hasSentWhatTheStartSaid() throws Exception {
        server.enqueue(Reply.chunks("one", "two").withUsage(USAGE).cutAfter(1));

        client.stream(PATH, STREAM);

        assertThat(server.takeRequest().sentUsage())
                .isEqualTo(TokenUsage.of(1200, 1)
                        .withCacheRead(1000)
                        .withCacheCreation(150)
                        .withCacheCreation1h(100));
    }

    @Test
    void errorInTheMiddle_isAnErrorEvent() throws Exception {
        server.enqueue(Reply.chunks("one", "two").errorAfter(1, "Overloaded."));

        Client.Stream stream = client.stream(PATH, STREAM);

        assertThat(stream.lines()).last().isEqualTo("""
                error {"type":"error","error":{"type":"overloaded_error","message":"Overloaded."},\
                "request_id":"req_00000001"}""");
    }

    @Test
    void errors_haveTheShapeOfTheProvider() throws Exception {
        server.enqueue(Reply.error(429, "Slow down."), Reply.error(529, "Overloaded."), Reply.error(500, "Broken."));

        HttpResponse<String> limited = client.post(PATH, ASK);

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("request-id")).contains("req_00000001");
        assertThat(limited.body()).isEqualTo("""
                {"type":"error","error":{"type":"rate_limit_error","message":"Slow down."},\
                "request_id":"req_00000001"}""");
        assertThat(client.post(PATH, STREAM).body()).contains("\"overloaded_error\"");
        assertThat(client.post(PATH, ASK).body()).contains("\"api_error\"");
        assertThat(client.post(PATH, "{\"model\":\"m\",\"messages\":[]}").body())
                .contains("\"invalid_request_error\",\"message\":\"max_tokens: Field required\"");
        assertThat(client.post(PATH, "{\"model\":\"m\"}").body()).contains("messages: Field required");
        assertThat(client.post(PATH, "{}").body()).contains("model: Field required");
    }

    @Test
    void stopReasons_areInTheWordsOfTheProvider() throws Exception {
        for (String[] words : new String[][] {
            {"stop", "end_turn"},
            {"length", "max_tokens"},
            {"content_filter", "refusal"},
            {"pause_turn", "pause_turn"}
        }) {
            server.enqueue(Reply.text("a").withFinishReason(words[0]));
            assertThat(Client.object(client.post(PATH, ASK).body())).containsEntry("stop_reason", words[1]);
        }
    }

    @Test
    void beta_isTheSameEndpoint() throws Exception {
        server.enqueue(Reply.text("a"));

        assertThat(client.post(PATH + "?beta=true", ASK).statusCode()).isEqualTo(200);
        LlmRequest request = server.takeRequest();
        assertThat(request.path()).isEqualTo(PATH);
        assertThat(request.query()).isEqualTo("beta=true");
    }

    @Test
    void anotherChoice_isNotSent() throws Exception {
        server.enqueue(Reply.text("a b").withChoice("x"));

        assertThat(client.stream(PATH, STREAM).events())
                .filteredOn(event -> event.name().equals("content_block_delta"))
                .extracting(event -> (String) Client.at(event.json(), "delta", "text"))
                .containsExactly("a", " b");
    }
}
