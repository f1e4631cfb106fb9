package dev.traqo.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialogueTest {

    private static final String HASH = "9f86d081".repeat(8);
    private static final String STUB =
            "{\"_file\":\"" + HASH + ".png\",\"_type\":\"image/png\",\"_size\":12345,\"_sha256\":\"" + HASH + "\"}";
    private static final String PNG = "iVBORw0KGgo=";

    static Dialogue read(String json) {
        Dialogue dialogue = Dialogue.of(Json.parse(json.replace("%STUB", STUB).replace("%PNG", PNG)), true);
        assertThat(dialogue).as(json).isNotNull();
        return dialogue;
    }

    /** A line for each message: role, name, and its parts in a short form. */
    private static String outline(String json) {
        return read(json).messages().stream()
                .map(message -> message.role()
                        + (message.name() == null ? "" : " " + message.name())
                        + ": "
                        + parts(message.parts()))
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
    }

    private static String parts(List<Part> parts) {
        return parts.stream().map(DialogueTest::part).collect(Collectors.joining(" | "));
    }

    private static String part(Part part) {
        if (part instanceof Part.Text text) {
            return text.text();
        } else if (part instanceof Part.Thinking thinking) {
            return "thinking(" + thinking.text() + ")";
        } else if (part instanceof Part.Refusal refusal) {
            return "refusal(" + refusal.text() + ")";
        } else if (part instanceof Part.ToolCall call) {
            return "call " + call.id() + " " + call.name() + Json.write(call.arguments());
        } else if (part instanceof Part.ToolResult result) {
            return "result " + result.id() + " " + result.name() + (result.error() ? " failed" : "") + "("
                    + parts(result.parts()) + ")";
        } else if (part instanceof Part.Media media) {
            String name = media.name() == null ? null : media.name().substring(0, 4);
            return Stream.of("media", name, media.mediaType(), media.bytes(), media.url(), media.title())
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
        }
        return "json " + Json.write(((Part.Json) part).value());
    }

    private static Arguments shape(String what, String json, String expected) {
        return Arguments.of(what, json, expected);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                // OpenAI, chat completions
                shape("openai text", """
                        {"messages":[{"role":"developer","content":"Be kind."},{"role":"user","name":"ann","content":"hi"}]}""", """
                        developer: Be kind.
                        user ann: hi"""),
                shape("openai blocks", """
                        {"messages":[{"role":"user","content":[{"type":"text","text":"What?"},
                          {"type":"image_url","image_url":{"url":%STUB,"detail":"low"}},
                          {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                          {"type":"image_url","image_url":{"url":"data:image/png;base64,%PNG"}},
                          {"type":"input_audio","input_audio":{"data":"%PNG","format":"wav"}},
                          {"type":"file","file":{"filename":"a.pdf","file_data":%STUB}}]}]}""", """
                        user: What? | media 9f86 image/png 12345 null null\
                         | media null null -1 https://example.com/a.png null\
                         | media null image/png 8 data:image/png;base64,%PNG null\
                         | media null audio/wav 8 data:audio/wav;base64,%PNG null\
                         | media 9f86 image/png 12345 null a.pdf"""),
                shape("openai tools", """
                        {"messages":[{"role":"assistant","content":null,"refusal":null,"tool_calls":[
                          {"id":"c1","type":"function","function":{"name":"look","arguments":"{\\"at\\": 1}"}},
                          {"id":"c2","type":"custom","custom":{"name":"run","input":"ls"}},
                          {"id":"c3","type":"function","function":{"name":"cut","arguments":"{\\"at"}}]},
                          {"role":"tool","tool_call_id":"c1","content":"a cat"},
                          {"role":"tool","tool_call_id":"c9","content":"?"}]}""", """
                        assistant: call c1 look{"at":1} | call c2 run"ls" | call c3 cut"{\\"at"
                        tool: result c1 look(a cat)
                        tool: result c9 null(?) | json {"tool_call_id":"c9"}"""),
                shape("openai functions", """
                        [{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"[]"}},
                         {"role":"function","name":"f","content":"7"}]""", """
                        assistant: call null f[]
                        function: result null f(7)"""),
                shape("refusal and reasoning beside the content", """
                        [{"role":"assistant","content":"","reasoning_content":"hm","refusal":"no"}]""", """
                        assistant: thinking(hm) |  | refusal(no)"""),
                // OpenAI, responses
                shape("responses text", """
                        {"instructions":"Be kind.","input":"hi"}""", """
                        system: Be kind.
                        user: hi"""),
                shape("responses items", """
                        {"input":[{"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":%STUB}]},
                          {"type":"reasoning","id":"r1","summary":[{"type":"summary_text","text":"hm"},{"type":"summary_text","text":"so"}]},
                          {"type":"reasoning","id":"r2","summary":[],"encrypted_content":"xyz"},
                          {"type":"message","id":"m","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Looking","annotations":[]}]},
                          {"type":"function_call","id":"f","call_id":"c1","name":"look","arguments":"{}"},
                          {"type":"function_call_output","call_id":"c1","output":"a cat"},
                          {"type":"function_call_output","call_id":"c2","output":[{"type":"input_image","image_url":%STUB}]},
                          {"type":"web_search_call","id":"w"}]}""", """
                        user: hi | media 9f86 image/png 12345 null null
                        assistant: thinking(hm
                        so)
                        assistant: thinking(null)
                        assistant: Looking
                        assistant: call c1 look{}
                        tool: result c1 look(a cat)
                        tool: result c2 null(media 9f86 image/png 12345 null null)
                        web_search_call: json {"type":"web_search_call","id":"w"}"""),
                // Anthropic
                shape("anthropic", """
                        {"system":[{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}],"messages":[
                          {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"%PNG"}},
                            {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                            {"type":"document","title":"Manual","source":%STUB}]},
                          {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"x"},
                            {"type":"thinking","thinking":"","signature":"x"},{"type":"redacted_thinking","data":"x"},
                            {"type":"tool_use","id":"t1","name":"look","input":{"at":1}},
                            {"type":"server_tool_use","id":"t2","name":"web_search","input":{"query":"q"}},
                            {"type":"web_search_tool_result","tool_use_id":"t2","content":[{"url":"https://e.com","title":"E"}]}]},
                          {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,
                            "content":[{"type":"text","text":"a cat"},{"type":"image","source":{"data":%STUB}}]},
                            {"type":"tool_result","tool_use_id":"t2"}]}]}""", """
                        system: Be kind.
                        user: media null image/png 8 data:image/png;base64,%PNG null\
                         | media null null -1 https://example.com/a.png null\
                         | media 9f86 image/png 12345 null Manual
                        assistant: thinking(hm) | thinking(null) | thinking(null) | call t1 look{"at":1}\
                         | call t2 web_search{"query":"q"} | result t2 web_search(json [{"url":"https://e.com","title":"E"}])
                        user: result t1 look failed(a cat | media 9f86 image/png 12345 null null) | result t2 web_search()"""),
                // Gemini
                shape("gemini", """
                        {"systemInstruction":{"parts":[{"text":"Be kind."}]},"contents":[
                          {"parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":%STUB}},
                            {"inline_data":{"mime_type":"image/png","data":"%PNG"}},
                            {"fileData":{"mimeType":"video/mp4","fileUri":"gs://bucket/f"}}]},
                          {"role":"model","parts":[{"text":"hm","thought":true},{"functionCall":{"id":"1","name":"look","args":{"at":1}},"thoughtSignature":"s"}]},
                          {"role":"user","parts":[{"functionResponse":{"id":"1","name":"look","response":{"result":"a cat"}}}]}]}""", """
                        system: Be kind.
                        user: hi | media 9f86 image/png 12345 null null | media null image/png 8 data:image/png;base64,%PNG null\
                         | media null video/mp4 -1 gs://bucket/f null
                        model: thinking(hm) | call 1 look{"at":1}
                        user: result 1 look(json {"result":"a cat"})"""),
                shape("gemini, texts alone", """
                        {"contents":["a","b"],"system_instruction":"s"}""", """
                        system: s
                        user: a
                        user: b"""),
                // LangChain4j
                shape("langchain4j", """
                        {"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},
                            {"type":"image","mime_type":"image/png","data":%STUB},{"type":"image","url":"https://example.com/a.png"}]},
                          {"role":"assistant","reasoning":"hm","tool_calls":[{"id":"c1","name":"look","arguments":{"at":1}}]},
                          {"role":"tool","tool_call_id":"c1","name":"look","content":"no","error":true},
                          {"role":"custom","content":{"any":1}}]}""", """
                        system: s
                        user: a | media 9f86 image/png 12345 null null | media null null -1 https://example.com/a.png null
                        assistant: thinking(hm) | call c1 look{"at":1}
                        tool: result c1 look failed(no)
                        custom: json {"any":1}"""),
                // what the integrations record of answers
                shape("answer", """
                        {"text":"Let me look.","reasoning":"hm","tool_calls":[{"id":"c1","name":"find","arguments":{"order":42}},
                          {"name":"bad","arguments":"{\\"x"}],"refusal":"no","files":[%STUB],"other":[{"type":"web_search_call","id":"w"}]}""", """
                        assistant: thinking(hm) | Let me look. | call c1 find{"order":42} | call null bad"{\\"x" | refusal(no)\
                         | media 9f86 image/png 12345 null null | json {"type":"web_search_call","id":"w"}"""),
                shape("choices", """
                        {"choices":["one",{"refusal":"no"},null]}""", """
                        assistant: one
                        assistant: refusal(no)
                        assistant:"""),
                // by hand
                shape("content and calls", """
                        {"content":"I will.","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}""", """
                        assistant: I will. | call c1 f{}"""),
                shape("calls without content", """
                        {"content":null,"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}""", """
                        assistant: call null f{}"""),
                shape("messages alone", """
                        [{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]""", """
                        user: hi
                        assistant: ho"""),
                shape("prompt", """
                        {"prompt":"once upon","max_tokens":7}""", "user: once upon"),
                shape("python traqo's answer", """
                        {"text":"Reading.","reasoning":"hmm"}""", "assistant: thinking(hmm) | Reading."),
                // responses of providers, recorded whole
                shape("chat completion", """
                        {"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{}}""", "assistant: hi"),
                shape("anthropic message", """
                        {"id":"x","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","usage":{}}""", "assistant: hi"),
                shape("gemini response", """
                        {"candidates":[{"content":{"parts":[{"text":"hi"}]}}],"usageMetadata":{}}""", "assistant: hi"),
                shape("response", """
                        {"id":"x","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hi"}]}]}""", "assistant: hi"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void everyShape_isMessages(String what, String json, String expected) {
        assertThat(outline(json)).isEqualTo(expected.replace("%PNG", PNG));
    }

    @Test
    void whatIsNoMessage_staysBeside() {
        Dialogue dialogue = read("""
                {"system":"s","messages":[{"role":"user","content":"u"}],"temperature":0,"tools":[
                 {"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}},
                 {"name":"a","input_schema":{"x":1}},{"functionDeclarations":[{"name":"g"}]},
                 {"type":"mcp","server_label":"docs"},{"googleSearch":{}},7]}
                """);

        assertThat(Json.write(dialogue.rest())).isEqualTo("{\"temperature\":0}");
        assertThat(dialogue.tools().stream()
                        .map(tool -> tool.name() + " " + tool.description() + " " + Json.write(tool.schema())))
                .containsExactly(
                        "look Looks. {\"type\":\"object\"}",
                        "a null {\"x\":1}",
                        "g null null",
                        "mcp docs null null",
                        "googleSearch null null",
                        "7 null null");
    }

    @Test
    void toolsOfAnotherShape_areKept() {
        Dialogue dialogue = read("{\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"tools\":{\"a\":1}}");

        assertThat(dialogue.tools()).isEmpty();
        assertThat(Json.write(dialogue.rest())).isEqualTo("{\"tools\":{\"a\":1}}");
    }

    @Test
    void severalAnswers_areChoices() {
        assertThat(read("{\"choices\":[\"a\",\"b\"]}").choices()).isTrue();
        assertThat(read("{\"choices\":[{\"message\":{\"content\":\"a\"}},{\"message\":{\"content\":\"b\"}}]}")
                        .choices())
                .isTrue();
        assertThat(read("{\"choices\":[{\"message\":{\"content\":\"a\"}}]}").choices())
                .isFalse();
        assertThat(read("[{\"role\":\"user\",\"content\":\"a\"}]").choices()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"text\"",
                "[]",
                "[1,{\"role\":\"user\",\"content\":\"x\"}]",
                "{}",
                "{\"text\":\"x\"}",
                "{\"order\":7}",
                "{\"messages\":[]}",
                "{\"messages\":[1]}",
                "{\"messages\":\"x\"}",
                "{\"choices\":[1]}",
                "{\"content\":7}",
                "{\"role\":7,\"content\":\"x\"}"
            })
    void otherValues_areNoConversation(String json) {
        @Nullable Dialogue dialogue = Dialogue.of(Json.parse(json), true);

        assertThat(dialogue).isNull();
    }

    @Test
    void argumentsOfAMethod_areNoConversation_unlessAModelWasCalled() {
        Object input = Json.parse("{\"input\":\"x\"}");

        assertThat(Dialogue.of(input, false)).isNull();
        assertThat(Dialogue.of(input, true)).isNotNull();
    }

    @Test
    void blocksOfWrongTypes_areKeptAsJson() {
        for (String block : List.of(
                "7",
                "null",
                "true",
                "[1]",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"text\",\"text\":7}",
                "{\"type\":\"thinking\",\"thinking\":[]}",
                "{\"type\":\"refusal\"}",
                "{\"type\":\"tool_use\",\"name\":7}",
                "{\"type\":\"image\",\"source\":7}",
                "{\"type\":\"image\",\"source\":{\"media_type\":\"image/png\",\"data\":\"not base64!\"}}",
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"javascript:alert(1)\"}}",
                "{\"functionResponse\":7}",
                "{\"url\":\"https://example.com\",\"title\":\"a result of a search\"}",
                "{\"text\":\"a\",\"score\":1}")) {
            assertThat(outline("[{\"role\":\"user\",\"content\":[" + block + "]}]"))
                    .isEqualTo("user: json " + block);
        }
    }

    @Test
    void fieldsOfWrongTypes_areKeptAsJson() {
        assertThat(outline("[{\"role\":\"user\",\"content\":7,\"name\":8,\"tool_calls\":{\"a\":1},\"refusal\":9}]"))
                .isEqualTo("user: json 7 | json {\"name\":8,\"tool_calls\":{\"a\":1},\"refusal\":9}");
        assertThat(
                        outline(
                                "[{\"role\":\"tool\",\"content\":{\"url\":\"https://e.com\"},\"tool_call_id\":7,\"error\":\"x\"}]"))
                .isEqualTo(
                        "tool: result null null(json {\"url\":\"https://e.com\"}) | json {\"tool_call_id\":7,\"error\":\"x\"}");
        assertThat(outline("[{\"role\":\"assistant\",\"tool_calls\":[7,{\"function\":[]}]}]"))
                .isEqualTo("assistant: json 7 | json {\"function\":[]}");
    }

    @Test
    void aStubThatIsNone_isJson() {
        String forged = STUB.replace("\"_file\":\"", "\"_file\":\"../");

        assertThat(outline("[{\"role\":\"user\",\"content\":[" + forged + "]}]"))
                .isEqualTo("user: json " + forged);
    }

    @Test
    void valuesNestedWithoutEnd_doNotOverflow() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        String results = "{\"type\":\"tool_result\",\"content\":[".repeat(10_000) + "1" + "]}".repeat(10_000);
        String objects = "{\"type\":\"image\",\"parts\":".repeat(10_000) + "[]" + "}".repeat(10_000);

        for (String value : List.of(deep, results, objects)) {
            for (String json : List.of(
                    "[{\"role\":\"user\",\"content\":%s}]",
                    "[{\"role\":\"user\",\"content\":[%s]}]",
                    "[{\"role\":\"user\",\"content\":\"\",\"tool_calls\":[%s],\"x\":%1$s}]",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"system\":%s,\"tools\":[%1$s],\"more\":%1$s}",
                    "{\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":%s}]}",
                    "{\"contents\":[{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":%s}}]}]}",
                    "{\"reasoning\":\"x\",\"other\":[%s]}")) {
                Dialogue dialogue = read(json.formatted(value));
                assertThat(dialogue.messages().stream().map(MessageJson::write).collect(Collectors.joining())
                                + Json.write(dialogue.rest())
                                + dialogue.tools().stream().map(Tool::name).collect(Collectors.joining()))
                        .hasSizeGreaterThan(10_000);
            }
        }
    }
}
