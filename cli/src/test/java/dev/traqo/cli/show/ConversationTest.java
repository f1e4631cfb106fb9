package dev.traqo.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.cli.show.Conversation.Part;
import dev.traqo.read.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {

    private static List<Part> parts(String json) {
        return Conversation.of(Json.parse(json));
    }

    @Test
    void messages_roleAndText() {
        assertThat(
                        parts(
                                "[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"tool\",\"name\":\"t\",\"content\":\"42\"}]"))
                .containsExactly(new Part("user", "hi"), new Part("tool t", "42"));
    }

    @Test
    void contentBlocks_asText() {
        assertThat(parts("""
                                [{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"tool_use","name":"f","input":{"x":1}}]},
                                 {"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"b"}]},{"type":"image","source":"s"}]}]
                                """))
                .containsExactly(
                        new Part("assistant", "a\n→ f({\"x\":1})"),
                        new Part("user", "← b\n{\"type\":\"image\",\"source\":\"s\"}"));
    }

    @Test
    void request_messagesFirst() {
        assertThat(parts("{\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"temperature\":0}"))
                .containsExactly(
                        new Part("system", "s"), new Part("user", "u"), new Part("with", "{\n  \"temperature\": 0\n}"));
    }

    @Test
    void googleParts() {
        assertThat(parts("[{\"role\":\"model\",\"parts\":[{\"text\":\"x\"}]}]"))
                .containsExactly(new Part("model", "x"));
    }

    @Test
    void everythingElse_isTextOrJson() {
        assertThat(parts("\"plain\\ntext\"")).containsExactly(new Part("", "plain\ntext"));
        assertThat(parts("[1,2]")).hasSize(1).first().extracting(Part::heading).isEqualTo("");
        assertThat(parts("{\"content\":7}")).containsExactly(new Part("", "{\n  \"content\": 7\n}"));
        assertThat(Conversation.of(null)).containsExactly(new Part("", "null"));
    }
}
