package dev.traqo.llm;

import static dev.traqo.llm.Recorded.stream;
import static dev.traqo.llm.Recorded.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatWireTest {

    @TempDir
    Path dir;

    @Test
    void whole_text() {
        whole(dir, """
                {'id':'chatcmpl-1','object':'chat.completion','created':1,'model':'gpt-4o-2024-08-06',
                 'service_tier':'default','system_fingerprint':'fp',
                 'choices':[{'index':0,'message':{'role':'assistant','content':'Paris','refusal':null,
                   'annotations':[]},'logprobs':null,'finish_reason':'stop'}],
                 'usage':{'prompt_tokens':12,'completion_tokens':3,'total_tokens':15,
                   'prompt_tokens_details':{'cached_tokens':8,'audio_tokens':0},
                   'completion_tokens_details':{'reasoning_tokens':2,'audio_tokens':0}}}""")
                .hasOutput("'Paris'")
                .has("model", "'gpt-4o-2024-08-06'")
                .has("request_model", "'asked-model'")
                .has("response_id", "'chatcmpl-1'")
                .has("service_tier", "'default'")
                .has("finish_reason", "'stop'")
                .hasNo("choices", "decode", "stream", "time_to_first_token_s", "incomplete")
                .hasCounts("{'input_tokens':12,'output_tokens':3,'cache_read_tokens':8,'reasoning_tokens':2}");
    }

    @Test
    void whole_toolCallsTextAndReasoning() {
        whole(dir, """
                {'id':'c','model':'m','choices':[{'index':0,'finish_reason':'tool_calls','message':{
                  'role':'assistant','content':'Let me look.','reasoning_content':'Two cities.',
                  'tool_calls':[
                   {'id':'call_1','type':'function','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}},
                   {'id':'call_2','type':'function','function':{'name':'weather','arguments':'{broken'}},
                   {'id':'call_3','type':'custom','custom':{'name':'code','input':'print(1)'}}]}}]}""".replace("\\'", "\\\""))
                .hasOutput("""
                        {'text':'Let me look.','reasoning':'Two cities.','tool_calls':[
                         {'id':'call_1','name':'weather','arguments':{'city':'Oslo'}},
                         {'id':'call_2','name':'weather','arguments':'{broken'},
                         {'id':'call_3','name':'code','arguments':'print(1)'}]}""")
                .has("finish_reason", "'tool_calls'")
                .hasNo("token_usage", "decode");
    }

    @Test
    void stream_textAndUsage() {
        Recorded recorded = stream(
                        dir,
                        "{'choices':[],'prompt_filter_results':[{'prompt_index':0}]}",
                        chunk("{'role':'assistant','content':'','refusal':null}", "null"),
                        chunk("{'content':'Hel'}", "null"),
                        chunk("{'content':'lo'}", "null"),
                        chunk("{}", "'stop'"),
                        "{'id':'c1','model':'m','choices':[],'usage':{'prompt_tokens':5,'completion_tokens':2}}")
                .hasOutput("'Hello'")
                .has("model", "'m'")
                .has("response_id", "'c1'")
                .has("finish_reason", "'stop'")
                .has("stream", "true")
                .hasCounts("{'input_tokens':5,'output_tokens':2}")
                .hasNo("incomplete", "decode");
        assertThat(recorded.metadata("time_to_first_token_s").isNumber()).isTrue();
    }

    @Test
    void stream_roleOnly_isNoContent() {
        stream(dir, chunk("{'role':'assistant','content':''}", "null"))
                .hasNoOutput()
                .has("incomplete", "true")
                .hasNo("time_to_first_token_s", "token_usage", "finish_reason");
    }

    @Test
    void stream_toolCallsInPieces_interleaved() {
        stream(
                        dir,
                        chunk(
                                "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}]}"),
                        chunk("{'tool_calls':[{'index':0,'function':{'arguments':'{`x`'}}]}"),
                        chunk(
                                "{'tool_calls':[{'index':1,'id':'b','type':'function','function':{'name':'g','arguments':''}}]}"),
                        chunk("{'tool_calls':[{'index':1,'function':{'arguments':'[1]'}}]}"),
                        chunk("{'tool_calls':[{'index':0,'function':{'arguments':':1}'}}]}"),
                        chunk("{}", "'tool_calls'"))
                .hasOutput("""
                        {'tool_calls':[{'id':'a','name':'f','arguments':{'x':1}},
                                       {'id':'b','name':'g','arguments':[1]}]}""");
    }

    @Test
    void stream_toolCallsAllAtOnePlace_areSeparate() {
        stream(
                        dir,
                        chunk("{'tool_calls':[{'id':'a','index':0,'function':{'name':'f','arguments':'{`x`:'}}]}"),
                        chunk("{'tool_calls':[{'id':'a','index':0,'function':{'name':'f','arguments':'1}'}}]}"),
                        chunk("{'tool_calls':[{'id':'b','index':0,'function':{'name':'f','arguments':'{`x`:2'}}]}"),
                        chunk("{'tool_calls':[{'id':'','index':0,'function':{'name':'','arguments':'}'}}]}"))
                .hasOutput("""
                        {'tool_calls':[{'id':'a','name':'f','arguments':{'x':1}},
                                       {'id':'b','name':'f','arguments':{'x':2}}]}""");
    }

    @Test
    void stream_toolCallWhoseIdChangesWithEveryPiece_isOne() {
        stream(
                        dir,
                        chunk("{'tool_calls':[{'id':'r1','index':0,'function':{'name':'f','arguments':'{`x`'}}]}"),
                        chunk("{'tool_calls':[{'id':'r2','index':0,'function':{'arguments':':1}'}}]}"))
                .has("stream", "true")
                .hasOutput("{'tool_calls':[{'id':'r2','name':'f','arguments':{'x':1}}]}");
    }

    @Test
    void stream_severalChoices_byIndex() {
        stream(
                        dir,
                        "{'choices':[{'index':1,'delta':{'content':'b'}}]}",
                        "{'choices':[{'index':0,'delta':{'content':'a'}},{'index':1,'delta':{'content':'B'}}]}",
                        "{'choices':[{'index':0,'delta':{},'finish_reason':'length'}]}",
                        "{'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]}")
                .hasOutput("{'choices':['a','bB']}")
                .has("choices", "2")
                .has("finish_reason", "'length'");
    }

    @Test
    void stream_reasoningRefusalAndOldFunctionCall() {
        stream(
                        dir,
                        chunk("{'reasoning':'I ','reasoning_details':[{'type':'reasoning.text','text':'I '}]}"),
                        chunk("{'reasoning_content':'think.','content':null}"),
                        chunk("{'refusal':'No'}"),
                        chunk("{'refusal':'.'}"),
                        chunk("{'function_call':{'name':'f','arguments':'['}}"),
                        chunk("{'function_call':{'arguments':']'}}", "'function_call'"))
                .hasOutput("""
                        {'reasoning':'I think.','refusal':'No.','tool_calls':[{'name':'f','arguments':[]}]}""");
    }

    @Test
    void stream_contentInParts() {
        stream(
                        dir,
                        chunk("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm.'}]}]}"),
                        chunk("{'content':[{'type':'text','text':'Hi'},{'type':'reference','reference_ids':[1]}]}"))
                .hasOutput("""
                        {'text':'Hi','reasoning':'Hm.','other':[{'type':'reference','reference_ids':[1]}]}""");
    }

    @Test
    void completions_wholeAndStream() {
        whole(dir, """
                {'id':'cmpl-1','object':'text_completion','model':'m','choices':[
                  {'text':' one','index':0,'logprobs':null,'finish_reason':'length'},
                  {'text':' two','index':1,'logprobs':null,'finish_reason':'stop'}],
                 'usage':{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3}}""").hasOutput("{'choices':[' one',' two']}").hasCounts("{'input_tokens':1,'output_tokens':2}");
        stream(
                        dir,
                        "{'object':'text_completion','choices':[{'text':' o','index':0,'finish_reason':null}]}",
                        "{'object':'text_completion','choices':[{'text':'ne','index':0,'finish_reason':'stop'}]}")
                .hasOutput("' one'")
                .has("finish_reason", "'stop'");
    }

    @Test
    void usage_ofServersThatSpeakAlike() {
        whole(
                        dir,
                        "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':1,'prompt_cache_hit_tokens':6,"
                                + "'prompt_cache_miss_tokens':3}}")
                .hasCounts("{'input_tokens':9,'output_tokens':1,'cache_read_tokens':6}");
        whole(
                        dir,
                        "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':4,'total_tokens':20,"
                                + "'completion_tokens_details':{'reasoning_tokens':7}}}")
                .hasCounts("{'input_tokens':9,'output_tokens':11,'reasoning_tokens':7}");
        whole(
                        dir,
                        "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':1,"
                                + "'prompt_tokens_details':{'cached_tokens':2,'cache_write_tokens':5}}}")
                .hasCounts("{'input_tokens':9,'output_tokens':1,'cache_read_tokens':2,'cache_creation_tokens':5}");
        stream(dir, "{'choices':[],'x_groq':{'id':'r','usage':{'prompt_tokens':9,'completion_tokens':1}}}")
                .hasCounts("{'input_tokens':9,'output_tokens':1}");
        stream(dir, "{'choices':[{'index':0,'delta':{},'usage':{'prompt_tokens':9,'completion_tokens':1}}]}")
                .hasCounts("{'input_tokens':9,'output_tokens':1}");
    }

    private static String chunk(String delta) {
        return chunk(delta, "null");
    }

    private static String chunk(String delta, String finish) {
        return "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'m','usage':null,'choices':[{'index':0,"
                + "'delta':" + delta + ",'logprobs':null,'finish_reason':" + finish + "}]}";
    }
}
