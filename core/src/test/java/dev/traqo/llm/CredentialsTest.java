package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lets a provider into other servers stays out of the file. */
class CredentialsTest {

    private static final String REQUEST = """
            {'model':'m','messages':[{'role':'user','content':'authorization'}],
             'mcp_servers':[{'type':'url','url':'http://mcp.test','name':'db','authorization_token':'tok-1'}],
             'tools':[
               {'type':'mcp','server_url':'http://mcp.test','authorization':'tok-2','headers':{'X-Key':'tok-3'}},
               {'type':'function','name':'login','parameters':{'type':'object','properties':{
                 'authorization':{'type':'string'},'headers':{'type':'object'}}}},
               {'retrieval':{'external_api':{'api_auth':{'api_key_config':{'api_key_string':'tok-4'}}}}}]}""";

    @TempDir
    Path dir;

    @Test
    void tokensAndHeadersOfRemoteTools_areHidden_whateverIsCaptured() throws IOException {
        for (boolean content : new boolean[] {true, false}) {
            String text = recorded(content);

            assertThat(text).doesNotContain("tok-").contains("\"authorization_token\":\"***\"");
            if (content) {
                assertThat(text)
                        .contains("\"authorization\":\"***\"", "{\"X-Key\":\"***\"}", "\"api_key_string\":\"***\"")
                        .contains("\"authorization\":{\"type\":\"string\"}", "\"headers\":{\"type\":\"object\"}")
                        .contains("\"content\":\"authorization\"");
            }
        }
    }

    private String recorded(boolean content) throws IOException {
        Path file = dir.resolve("run-" + content + ".jsonl");
        try (Tracer tracer = Tracer.builder(file).captureContent(content).open()) {
            LlmCall.start(LlmRequest.of("chat", Kind.LLM).body((Map<?, ?>) Recorded.json(REQUEST)))
                    .finish();
            assertThat(tracer.isRecording()).isTrue();
        }
        return Files.readString(file);
    }

    @Test
    void requestWithoutCredentials_isTheSameObject() {
        Object tools = Recorded.json("[{'type':'function','function':{'name':'a','parameters':{'type':'object'}}}]");

        assertThat(Credentials.hidden("tools", tools)).isSameAs(tools);
        assertThat(Credentials.hidden("messages", "x")).isEqualTo("x");
    }
}
