package dev.traqo.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.cli.show.Conversation.Part;
import dev.traqo.read.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {

    private static final String HASH = "9f86d081".repeat(8);
    private static final String STUB =
            "{\"_file\":\"" + HASH + ".png\",\"_type\":\"image/png\",\"_size\":12345,\"_sha256\":\"" + HASH + "\"}";
    private static final String IMAGE = "image/png, 12 KB (run.files/9f86d081….png)";

    private static List<Part> parts(String json) {
        return Conversation.of(Json.parse(json.replace("%STUB", STUB)), "run.files", false);
    }

    private static List<Part> ofModel(String json) {
        return Conversation.of(Json.parse(json.replace("%STUB", STUB)), "run.files", true);
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
        assertThat(Conversation.of(null, "run.files", true)).containsExactly(new Part("", "null"));
    }

    @Test
    void stubs_wherever() {
        assertThat(parts("%STUB")).containsExactly(new Part("", IMAGE));
        assertThat(parts("{\"pages\":[%STUB]}"))
                .containsExactly(new Part("", "{\n  \"pages\": [\n    \"" + IMAGE + "\"\n  ]\n}"));
        assertThat(parts(STUB.replace("\"_file\":\"" + HASH + ".png\",", "")))
                .containsExactly(new Part("", "image/png, 12 KB (not kept)"));
        assertThat(parts(STUB.replace("\"_file\":\"", "\"_file\":\"../")))
                .first()
                .extracting(Part::text)
                .asString()
                .startsWith("{\n  \"_file\": \"../");
        assertThat(Conversation.inLine(Json.parse("[" + STUB + "]"), "x.files"))
                .isEqualTo("[\"image/png, 12 KB (x.files/9f86d081….png)\"]");
    }

    @Test
    void answer_ofAModel() {
        assertThat(parts("""
                        {"text":"Let me look.","reasoning":"They want the order.","tool_calls":[
                         {"id":"c1","name":"find","arguments":{"order":42}},{"name":"bad","arguments":"{\\"x"}],
                         "refusal":"no","files":[%STUB]}
                        """)).containsExactly(new Part("assistant", """
                        (thinking) They want the order.
                        Let me look.
                        → find({"order":42})
                        → bad({"x)
                        (refused) no
                        """ + IMAGE));
        assertThat(parts("{\"files\":[%STUB]}")).containsExactly(new Part("assistant", IMAGE));
    }

    @Test
    void answers_ofAModel() {
        assertThat(parts("{\"choices\":[\"one\",{\"refusal\":\"no\"},null]}"))
                .containsExactly(
                        new Part("choice 1", "one"),
                        new Part("choice 2", "(refused) no"),
                        new Part("choice 3", "(nothing)"));
    }

    @Test
    void valuesThatAreNoAnswers_stayJson() {
        for (String json : List.of(
                "{\"text\":\"x\"}",
                "{\"text\":\"x\",\"files\":[\"a.txt\"]}",
                "{\"text\":1,\"reasoning\":\"x\"}",
                "{\"choices\":[1,2]}",
                "{\"choices\":[\"a\"],\"more\":1}",
                "{\"input\":\"x\"}",
                "{\"contents\":[\"x\"]}",
                "{}")) {
            assertThat(parts(json)).containsExactly(new Part("", Json.pretty(Json.parse(json))));
        }
    }

    @Test
    void request_openAiChat() {
        assertThat(ofModel("""
                        {"messages":[{"role":"system","content":"Be kind."},
                          {"role":"user","content":[{"type":"text","text":"What is this?"},
                            {"type":"image_url","image_url":{"url":%STUB,"detail":"low"}},
                            {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                            {"type":"file","file":{"filename":"a.pdf","file_data":%STUB}}]},
                          {"role":"assistant","content":null,"refusal":null,"annotations":[],"tool_calls":[
                            {"id":"c1","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},
                          {"role":"tool","tool_call_id":"c1","content":"a cat"},
                          {"role":"tool","tool_call_id":"c9","content":"?"}],
                         "tools":[{"type":"function","function":{"name":"look","description":"Looks.\\nReally.",
                           "parameters":{"type":"object"}}},{"type":"function","function":{"name":"bare"}},
                           {"type":"custom","custom":{"name":"free","description":"Free text"}}]}
                        """))
                .containsExactly(
                        new Part("system", "Be kind."),
                        new Part("user", "What is this?\n" + IMAGE + "\nhttps://example.com/a.png\na.pdf: " + IMAGE),
                        new Part("assistant", "→ look({\"at\":1})"),
                        new Part("tool look", "a cat"),
                        new Part("tool", "?\n{\"tool_call_id\":\"c9\"}"),
                        new Part("tools", "look: Looks.\nbare\nfree: Free text"));
    }

    @Test
    void request_openAiResponses() {
        assertThat(ofModel("{\"input\":\"hi\"}")).containsExactly(new Part("user", "hi"));
        assertThat(ofModel("""
                        {"instructions":"Be kind.","input":[
                          {"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":%STUB}]},
                          {"type":"reasoning","id":"r1","summary":[{"type":"summary_text","text":"hm"}]},
                          {"type":"reasoning","id":"r2","summary":[],"encrypted_content":"xyz"},
                          {"type":"message","id":"m1","status":"completed","role":"assistant",
                           "content":[{"type":"output_text","text":"Looking","annotations":[]}]},
                          {"type":"function_call","id":"f1","call_id":"c1","name":"look","arguments":"{}"},
                          {"type":"function_call_output","call_id":"c1","output":"a cat"},
                          {"type":"function_call_output","call_id":"c2","output":[{"type":"input_image","image_url":%STUB}]},
                          {"type":"mcp_list_tools","server":"x"}],
                         "tools":[{"type":"web_search"},{"type":"mcp","server_label":"docs","server_url":"https://x"},
                          {"type":"function","name":"look","description":"Looks","parameters":{}}]}
                        """))
                .containsExactly(
                        new Part("system", "Be kind."),
                        new Part("user", "hi\n" + IMAGE),
                        new Part("assistant", "(thinking) hm"),
                        new Part("assistant", "(thinking, hidden by the provider)"),
                        new Part("assistant", "Looking"),
                        new Part("assistant", "→ look({})"),
                        new Part("tool look", "a cat"),
                        new Part("tool", IMAGE),
                        new Part("mcp_list_tools", "{\"type\":\"mcp_list_tools\",\"server\":\"x\"}"),
                        new Part("tools", "web_search\nmcp docs\nlook: Looks"));
    }

    @Test
    void request_anthropic() {
        assertThat(ofModel("""
                        {"system":[{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}],"messages":[
                          {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":%STUB}},
                            {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                            {"type":"document","title":"Manual","source":%STUB}]},
                          {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"x"},
                            {"type":"redacted_thinking","data":"x"},
                            {"type":"tool_use","id":"t1","name":"look","input":{"at":1}}]},
                          {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1",
                            "content":[{"type":"text","text":"a cat"},{"type":"image","source":{"data":%STUB}}]}]}],
                         "tools":[{"name":"look","description":"Looks","input_schema":{}},{"type":"bash_20250124","name":"bash"}]}
                        """))
                .containsExactly(
                        new Part("system", "Be kind."),
                        new Part("user", IMAGE + "\nhttps://example.com/a.png\nManual: " + IMAGE),
                        new Part("assistant", "(thinking) hm\n(thinking, hidden by the provider)\n→ look({\"at\":1})"),
                        new Part("user", "← look: a cat\n" + IMAGE),
                        new Part("tools", "look: Looks\nbash"));
    }

    @Test
    void request_gemini() {
        assertThat(ofModel("""
                        {"systemInstruction":{"parts":[{"text":"Be kind."}]},"contents":[
                          {"parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":%STUB}},
                            {"fileData":{"fileUri":"https://example.com/f"}}]},
                          {"role":"model","parts":[{"text":"hm","thought":true},{"functionCall":{"id":"1","name":"look","args":{"at":1}}}]},
                          {"role":"user","parts":[{"functionResponse":{"name":"look","response":{"result":"a cat"}}}]}],
                         "tools":[{"functionDeclarations":[{"name":"look","description":"Looks"},{"name":"bare"}]},{"googleSearch":{}}]}
                        """))
                .containsExactly(
                        new Part("system", "Be kind."),
                        new Part("user", "hi\n" + IMAGE + "\nhttps://example.com/f"),
                        new Part("model", "(thinking) hm\n→ look({\"at\":1})"),
                        new Part("user", "← look: {\"result\":\"a cat\"}"),
                        new Part("tools", "look: Looks\nbare\ngoogleSearch"));
        assertThat(ofModel("{\"contents\":\"hi\"}")).containsExactly(new Part("user", "hi"));
    }

    @Test
    void toolWithALongDescription_isOneShortLine() {
        String tools = ofModel("{\"input\":\"x\",\"tools\":[{\"name\":\"t\",\"description\":\"" + "😀".repeat(500)
                        + "\"},7,{\"a\":1}]}")
                .get(1)
                .text();

        assertThat(tools).isEqualTo("t: " + "😀".repeat(99) + "…\n7\n{\"a\":1}");
    }

    @Test
    void valuesNestedWithoutEnd_areShownAsJson() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String results = "{\"type\":\"tool_result\",\"content\":[".repeat(5000) + "1" + "]}".repeat(5000);
        String message = "[{\"role\":\"user\",\"content\":[%s]}]";

        for (String block : List.of(
                deep,
                results,
                "{\"type\":\"thinking\",\"thinking\":" + deep + "}",
                "{\"type\":\"refusal\",\"refusal\":" + deep + "}",
                "{\"type\":\"tool_use\",\"name\":" + deep + "}",
                "{\"functionResponse\":" + deep + "}",
                "{\"inlineData\":" + deep + "}")) {
            assertThat(parts(message.formatted(block)))
                    .hasSize(1)
                    .first()
                    .extracting(Part::heading)
                    .isEqualTo("user");
        }
        assertThat(ofModel("{\"input\":\"x\",\"tools\":[" + deep + "]}")).hasSize(2);
        assertThat(ofModel("{\"contents\":[{\"parts\":[{\"text\":" + deep + "}]}]}"))
                .hasSize(1);
    }
}
