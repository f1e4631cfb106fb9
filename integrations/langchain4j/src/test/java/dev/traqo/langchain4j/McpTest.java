package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.McpToolProvider;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class McpTest {

    @TempDir
    Path folder;

    final McpClient client = DefaultMcpClient.builder()
            .key("library")
            .transport(new InMemoryServer())
            .build();

    @AfterEach
    void stop() throws Exception {
        client.close();
    }

    /** A server with one tool, which answers where it is asked. */
    static final class InMemoryServer implements McpTransport {
        private static final ObjectMapper JSON = new ObjectMapper();

        private CompletableFuture<JsonNode> answer(McpClientMessage message) {
            try {
                JsonNode request = JSON.valueToTree(message);
                ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
                response.set("id", request.get("id"));
                response.set("result", JSON.readTree(result(request)));
                return CompletableFuture.completedFuture(response);
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private static String result(JsonNode request) {
            return switch (request.path("method").asText()) {
                case "initialize" -> """
                        {"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
                         "serverInfo":{"name":"memory","version":"1"}}""";
                case "tools/list" -> """
                        {"tools":[{"name":"find","description":"Finds a book",
                          "inputSchema":{"type":"object","properties":{"title":{"type":"string"}}}}]}""";
                case "tools/call" -> {
                    String title = request.path("params")
                            .path("arguments")
                            .path("title")
                            .asText();
                    boolean known = !title.equals("?");
                    yield "{\"content\":[{\"type\":\"text\",\"text\":\"" + (known ? "Shelf 7" : "No such book")
                            + "\"}],\"isError\":" + !known + "}";
                }
                default -> "{}";
            };
        }

        @Override
        public void start(McpOperationHandler handler) {}

        @Override
        public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
            return answer(request);
        }

        @Override
        public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage message) {
            return answer(message);
        }

        @Override
        public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
            return answer(context.message());
        }

        @Override
        public void executeOperationWithoutResponse(McpClientMessage message) {}

        @Override
        public void executeOperationWithoutResponse(McpCallContext context) {}

        @Override
        public void checkHealth() {}

        @Override
        public void onFailure(Runnable action) {}

        @Override
        public void close() {}
    }

    private static ToolExecutionRequest find(String title) {
        return ToolExecutionRequest.builder()
                .id("call-1")
                .name("find")
                .arguments("{\"title\":\"" + title + "\"}")
                .build();
    }

    @Test
    void toolOfAClient_isASpan() throws Exception {
        McpClient traced = TraqoLangChain4j.traced(McpClient.class, client);
        SpanNode span = Trace.one(folder, () -> {
            assertThat(traced.listTools()).hasSize(1);
            ToolExecutionResult result = traced.executeTool(find("Emma"));
            assertThat(result.resultText()).isEqualTo("Shelf 7");
        });
        assertThat(span.name()).isEqualTo("find");
        assertThat(span.kind()).isEqualTo("tool");
        assertThat(span.input()).isEqualTo(Map.of("title", "Emma"));
        assertThat(span.output()).isEqualTo("Shelf 7");
        assertThat(span.metadata()).containsEntry("mcp_client", "library").containsEntry("tool_call_id", "call-1");
    }

    @Test
    void errorOfTheTool_isAnErrorOfTheSpan() throws Exception {
        McpClient traced = TraqoLangChain4j.traced(McpClient.class, client);
        SpanNode span = Trace.one(folder, () -> {
            try {
                assertThat(traced.executeTool(find("?")).isError()).isTrue();
            } catch (RuntimeException e) {
                assertThat(e).hasMessageContaining("No such book");
            }
        });
        assertThat(span.status()).isEqualTo(Status.ERROR);
        assertThat(span.error()).asString().contains("No such book");
    }

    interface Librarian {
        String ask(String question);
    }

    @Test
    void toolOfAService_isOneSpanWhereverItRuns() throws Exception {
        try (FakeLlmServer server = FakeLlmServer.start()) {
            ChatModel model = ModelClient.whole(server);
            for (McpClient used : List.of(client, TraqoLangChain4j.traced(McpClient.class, client))) {
                server.enqueue(Reply.toolCall("find", Map.of("title", "Emma")), Reply.text("On shelf 7."));
                Librarian librarian = TraqoLangChain4j.build(AiServices.builder(Librarian.class)
                        .chatModel(model)
                        .toolProvider(McpToolProvider.builder().mcpClients(used).build()));
                List<SpanNode> spans = Trace.of(
                        folder, () -> assertThat(librarian.ask("Emma?")).isEqualTo("On shelf 7."));
                assertThat(spans).extracting(SpanNode::name).containsExactly("Librarian.ask", "chat", "find", "chat");
                assertThat(spans.get(2).output()).isEqualTo("Shelf 7");
                assertThat(spans.get(2).metadata().containsKey("mcp_client")).isEqualTo(used != client);
            }
        }
    }

    @Test
    void nothingActive_straightThrough() {
        McpClient traced = TraqoLangChain4j.traced(McpClient.class, client);
        assertThat(traced.executeTool(find("Emma")).resultText()).isEqualTo("Shelf 7");
        assertThatThrownBy(() -> traced.readResource("none")).isNotNull();
    }
}
