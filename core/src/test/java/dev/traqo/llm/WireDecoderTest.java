package dev.traqo.llm;

import static dev.traqo.llm.Recorded.stream;
import static dev.traqo.llm.Recorded.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireDecoderTest {

    private static final String IMAGE = Base64.getEncoder().encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 1});

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'answer':42}",
                "'just a string'",
                "[1,2,3]",
                "[]",
                "7",
                "{}",
                "{'error':{'message':'model overloaded','type':'server_error','code':503}}",
                "{'type':'unheard.of','x':[{}]}",
                "{'message':'not found'}",
                "{'choices':'none'}",
                "{'data':[{'id':'x'}],'object':'list'}",
                "{'candidates':{'0':'x'}}"
            })
    void whole_unknownShape_isRecordedAsItCame(String json) {
        whole(dir, json).hasOutput(json).has("decode", "'partial'").hasNo("token_usage", "finish_reason", "cost");
    }

    @Test
    void whole_knownShapeWithAnError_keepsBoth() {
        whole(dir, """
                {'id':'g','choices':[{'index':0,'message':{'content':'Half'},'finish_reason':'error'}],
                 'error':{'code':502,'message':'Upstream'}}""")
                .hasOutput("{'text':'Half','other':[{'error':{'code':502,'message':'Upstream'}}]}")
                .has("finish_reason", "'error'")
                .hasNo("decode");
    }

    @Test
    void whole_fieldsOfOtherTypes_areNotThere() {
        whole(dir, """
                {'id':7,'model':['m'],'service_tier':{},'choices':[null,3,{'index':'x','message':'hi',
                  'finish_reason':1},{'index':3,'message':{'content':{'a':1},'tool_calls':{},'audio':'x',
                  'function_call':'f','refusal':false}}],
                 'usage':{'prompt_tokens':'12','completion_tokens':-1,'prompt_tokens_details':[]}}""")
                .hasNo("response_id", "service_tier", "token_usage", "finish_reason", "decode")
                .has("model", "'asked-model'")
                .has("choices", "4");
    }

    @Test
    void whole_absentAndNullCounts_areAbsent() {
        whole(dir, """
                {'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':null,
                  'prompt_tokens_details':null,'completion_tokens_details':{'reasoning_tokens':null}}}""").hasCounts("{'input_tokens':3}");
        whole(dir, "{'choices':[],'usage':{}}").hasNo("token_usage");
        whole(dir, "{'choices':[],'usage':null}").hasNo("token_usage");
        whole(dir, "{'choices':[],'usage':{'prompt_tokens':0,'completion_tokens':0}}")
                .hasCounts("{'input_tokens':0,'output_tokens':0}");
    }

    @Test
    void stream_unknownEventsBesideKnownOnes_areKept() {
        stream(
                        dir,
                        "{'choices':[{'index':0,'delta':{'content':'Hi'}}]}",
                        "{'mystery':1}",
                        "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}")
                .hasOutput("{'text':'Hi','other':[{'mystery':1}]}")
                .has("decode", "'partial'")
                .has("finish_reason", "'stop'");
    }

    @Test
    void stream_unknownEventsWithoutEnd_onlyTheFirstAreKept() {
        String[] events = IntStream.range(0, 5_000)
                .mapToObj(i -> "{'number':" + i + ",'filler':'" + "x".repeat(100) + "'}")
                .toArray(String[]::new);

        Recorded recorded = stream(dir, events).has("decode", "'partial'");

        assertThat(recorded.end().path("output").path(0).path("number").asInt()).isZero();
        assertThat(recorded.end().path("output").size()).isBetween(200, 600);
    }

    @Test
    void whole_unknownShapeOfAnySize_isKept() {
        String filler = "x".repeat(300_000);

        Recorded recorded = whole(dir, "{'filler':'" + filler + "'}");

        assertThat(recorded.end().path("output").path("filler").asString()).isEqualTo(filler);
    }

    @Test
    void whole_noModelCall_isRecordedAsItComes() {
        LlmRequest request = LlmRequest.of("images.generate", null).model("image-x");

        Recorded recorded = Recorded.of(
                        dir,
                        request,
                        call -> call.finish(Recorded.json(
                                "{'created':1,'data':[{'b64_json':'" + IMAGE + "','revised_prompt':'a cat'}]}")))
                .hasNo("decode", "choices", "response_id");

        assertThat(recorded.end().has("kind")).isFalse();
        var image = recorded.end().path("output").path("data").path(0);
        assertThat(image.path("revised_prompt").asString()).isEqualTo("a cat");
        assertThat(image.path("b64_json").path("_type").asString()).isEqualTo("image/png");
        assertThat(image.path("b64_json").path("_size").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'choices':[{'message':{'audio':{'id':'a','data':'$','transcript':'Said','expires_at':1}}}]}",
                "{'choices':[{'message':{'content':'Said','images':[{'image_url':{'url':'data:image/png;base64,$'}}]}}]}",
                "{'object':'response','output':[{'type':'message','content':[{'text':'Said'}]},"
                        + "{'type':'image_generation_call','status':'completed','result':'$'}]}",
                "{'candidates':[{'content':{'parts':[{'text':'Said'},"
                        + "{'inlineData':{'mimeType':'image/png','data':'$'}}]}}]}"
            })
    void whole_media_becomesAFile(String json) {
        Recorded recorded = whole(dir, json.replace("$", IMAGE)).hasNo("decode");

        var output = recorded.end().path("output");
        assertThat(output.path("text").asString()).isEqualTo("Said");
        assertThat(output.path("files").size()).isEqualTo(1);
        assertThat(output.path("files").path(0).path("_type").asString()).isEqualTo("image/png");
        assertThat(output.path("files").path(0).path("_size").asInt()).isEqualTo(5);
        assertThat(output.has("other")).isFalse();
    }

    @Test
    void stream_soundInPieces_isOneFile() {
        Recorded recorded = stream(
                dir,
                "{'choices':[{'index':0,'delta':{'audio':{'id':'a','transcript':'He'}}}]}",
                "{'choices':[{'index':0,'delta':{'audio':{'data':'AQI='}}}]}",
                "{'choices':[{'index':0,'delta':{'audio':{'data':'AwQF','transcript':'y'}}}]}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");

        var output = recorded.end().path("output");
        assertThat(output.path("text").asString()).isEqualTo("Hey");
        assertThat(output.path("files").size()).isEqualTo(1);
        assertThat(output.path("files").path(0).path("_size").asInt()).isEqualTo(5);
        assertThat(output.path("files").path(0).path("_type").asString()).isEqualTo("audio/pcm");
    }

    @Test
    void mapThatThrows_isPartial() {
        Map<String, Object> hostile = new AbstractMap<>() {
            @Override
            public Object get(Object key) {
                throw new IllegalStateException("not now");
            }

            @Override
            public Set<Entry<String, Object>> entrySet() {
                return Map.<String, Object>of("a", 1).entrySet();
            }
        };

        Recorded.of(dir, LlmRequest.of("chat", Kind.LLM), call -> call.finish(hostile))
                .hasOutput("{'a':1}")
                .has("decode", "'partial'");
    }
}
