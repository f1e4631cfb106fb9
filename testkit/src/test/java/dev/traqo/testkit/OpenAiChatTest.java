package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiChatTest {

    private static final TokenUsage USAGE =
            TokenUsage.of(1200, 350).withCacheRead(1000).withReasoning(200);

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whole_carriesTextAndUsage() throws Exception {
        server.enqueue(Reply.text("It is a bug.").withUsage(USAGE).withFinishReason("length"));

        var response = client.chat(Client.CHAT);

        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.headers().firstValue("x-request-id")).contains("req_00000001");
        assertThat(response.body()).isEqualTo("""
                        {"id":"chatcmpl-00000001","object":"chat.completion","created":1767225601,\
                        "model":"gpt-4o-mini","system_fingerprint":"fp_fake","choices":[{"index":0,\
                        "message":{"role":"assistant","content":"It is a bug.","refusal":null},\
                        "logprobs":null,"finish_reason":"length"}],\
                        "usage":{"prompt_tokens":1200,"completion_tokens":350,"total_tokens":1550,\
                        "prompt_tokens_details":{"cached_tokens":1000},\
                        "completion_tokens_details":{"reasoning_tokens":200}}}""");
        assertThat(server.takeRequest().sentUsage()).isEqualTo(USAGE);
    }

    @Test
    void whole_carriesToolCalls() throws Exception {
        server.enqueue(Reply.toolCall("search", Map.of("query", "refund"))
                .withToolCall(new ToolCall("mine", "broken", "{\"half")));

        Map<String, Object> choice =
                Client.at(Client.object(client.chat(Client.CHAT).body()), "choices", 0);

        assertThat(choice).containsEntry("finish_reason", "tool_calls");
        assertThat((Object) Client.at(choice, "message", "content")).isNull();
        assertThat(Json.write(Client.at(choice, "message", "tool_calls"))).isEqualTo("""
                        [{"id":"call_1_0","type":"function","function":{"name":"search",\
                        "arguments":"{\\"query\\":\\"refund\\"}"}},\
                        {"id":"mine","type":"function","function":{"name":"broken","arguments":"{\\"half"}}]""");
    }

    @Test
    void whole_namesAnotherModel_whenTheReplyDoes() throws Exception {
        server.enqueue(Reply.text("x").withModel("gpt-4o-mini-2024-07-18"));

        assertThat(Client.object(client.chat(Client.CHAT).body())).containsEntry("model", "gpt-4o-mini-2024-07-18");
    }

    @Test
    void stream_isRoleThenWordsThenReasonThenDone() throws Exception {
        server.enqueue(Reply.text("It is a bug."));

        Client.Stream stream = client.stream(Client.STREAM);

        assertThat(stream.response().headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(stream.broken()).isNull();
        List<Client.Event> events = stream.events();
        assertThat(events).hasSize(7);
        assertThat(events.get(0).delta())
                .containsEntry("role", "assistant")
                .containsEntry("content", "")
                .hasSize(3);
        assertThat(events.subList(1, 5))
                .extracting(event -> event.delta().get("content"))
                .containsExactly("It", " is", " a", " bug.");
        assertThat(events.get(4).json()).doesNotContainKey("usage");
        assertThat((Object) Client.at(events.get(4).json(), "choices", 0, "finish_reason"))
                .isNull();
        assertThat(events.get(5).delta()).isEmpty();
        assertThat((String) Client.at(events.get(5).json(), "choices", 0, "finish_reason"))
                .isEqualTo("stop");
        assertThat(stream.last().data()).isEqualTo("[DONE]");
    }

    @Test
    void stream_endsWithUsage_onlyIfAskedFor() throws Exception {
        server.enqueue(Reply.text("hi").withUsage(USAGE), Reply.text("hi").withUsage(USAGE));

        List<Client.Event> asked = client.stream(Client.STREAM_WITH_USAGE).events();
        List<Client.Event> notAsked = client.stream(Client.STREAM).events();

        Map<String, Object> last = asked.get(asked.size() - 2).json();
        assertThat(last.get("choices")).isEqualTo(List.of());
        assertThat((Long) Client.at(last, "usage", "completion_tokens")).isEqualTo(350);
        assertThat((Long) Client.at(last, "usage", "prompt_tokens_details", "cached_tokens"))
                .isEqualTo(1000);
        assertThat(asked.get(1).json()).containsEntry("usage", null);
        assertThat(server.takeRequest().sentUsage()).isEqualTo(USAGE);

        assertThat(notAsked)
                .hasSize(asked.size() - 1)
                .noneMatch(event -> event.data().contains("usage"));
        assertThat(server.takeRequest().sentUsage()).isNull();
    }

    @Test
    void stream_carriesToolCallsInPieces() throws Exception {
        server.enqueue(Reply.text("Let me see.")
                .withToolCall(ToolCall.of("search", "{\"query\":\"refund\"}"))
                .withToolCall(ToolCall.of("now", "{}"))
                .withChunkSize(7));

        Client.Stream stream = client.stream(Client.STREAM);

        assertThat(stream.text()).isEqualTo("Let me see.");
        assertThat(stream.events())
                .filteredOn(event -> event.data().contains("tool_calls\":["))
                .extracting(event -> Json.write(Client.at(event.delta(), "tool_calls", 0)))
                .containsExactly("""
                        {"index":0,"id":"call_1_0","type":"function","function":{"name":"search","arguments":""}}""", """
                        {"index":0,"function":{"arguments":"{\\"query"}}""", """
                        {"index":0,"function":{"arguments":"\\":\\"refu"}}""", """
                        {"index":0,"function":{"arguments":"nd\\"}"}}""", """
                        {"index":1,"id":"call_1_1","type":"function","function":{"name":"now","arguments":""}}""", """
                        {"index":1,"function":{"arguments":"{}"}}""");
        Client.Event reason = stream.events().get(stream.events().size() - 2);
        assertThat((String) Client.at(reason.json(), "choices", 0, "finish_reason"))
                .isEqualTo("tool_calls");
    }

    @Test
    void whole_carriesReasoningAndChoices() throws Exception {
        server.enqueue(Reply.toolCall("now", "{}").withReasoning("Let me see.").withChoice("No idea."));

        Map<String, Object> answer = Client.object(client.chat(Client.CHAT).body());

        assertThat(Json.write(answer.get("choices"))).isEqualTo("""
                [{"index":0,"message":{"role":"assistant","content":null,"refusal":null,\
                "reasoning_content":"Let me see.","tool_calls":[{"id":"call_1_0","type":"function",\
                "function":{"name":"now","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"},\
                {"index":1,"message":{"role":"assistant","content":"No idea.","refusal":null},\
                "logprobs":null,"finish_reason":"stop"}]""");
        // "No idea." and the call have 13 characters, the reasoning 11.
        assertThat(server.takeRequest().sentUsage())
                .isEqualTo(TokenUsage.of(6, 7).withReasoning(3));
    }

    @Test
    void stream_carriesReasoningFirst_andChoicesInTurn() throws Exception {
        server.enqueue(Reply.text("a b").withReasoning("hm hm").withChoice("x"));

        assertThat(client.stream(Client.STREAM).events())
                .filteredOn(event -> event.data().contains("delta"))
                .extracting(event -> Client.at(event.json(), "choices", 0, "index")
                        + Json.write(event.delta())
                        + Client.at(event.json(), "choices", 0, "finish_reason"))
                .containsExactly(
                        "0{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}null",
                        "1{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}null",
                        "0{\"reasoning_content\":\"hm\"}null",
                        "0{\"reasoning_content\":\" hm\"}null",
                        "0{\"content\":\"a\"}null",
                        "1{\"content\":\"x\"}null",
                        "0{\"content\":\" b\"}null",
                        "0{}stop",
                        "1{}stop");
    }

    @Test
    void usage_isEstimated_whenTheReplyHasNone() throws Exception {
        server.enqueue(Reply.text("It is a bug."));

        Map<String, Object> usage =
                Client.at(Client.object(client.chat(Client.CHAT).body()), "usage");

        // "Be brief.\nIs it a bug?" has 22 characters, the answer 12.
        assertThat(usage)
                .containsEntry("prompt_tokens", 6L)
                .containsEntry("completion_tokens", 3L)
                .containsEntry("total_tokens", 9L)
                .hasSize(3);
        assertThat(server.takeRequest().sentUsage()).isEqualTo(TokenUsage.of(6, 3));
    }

    @Test
    void usage_isLeftOut_whenTheReplySaysSo() throws Exception {
        server.enqueue(Reply.text("a").withoutUsage(), Reply.text("a").withoutUsage());

        assertThat(Client.object(client.chat(Client.CHAT).body())).doesNotContainKey("usage");
        assertThat(client.stream(Client.STREAM_WITH_USAGE).events())
                .noneMatch(event -> event.data().contains("_tokens"));
        assertThat(server.requests()).extracting(LlmRequest::sentUsage).containsOnlyNulls();
    }
}
