package dev.traqo.llm;

import static dev.traqo.llm.Recorded.stream;
import static dev.traqo.llm.Recorded.whole;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnthropicWireTest {

    private static final String START = """
            {'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',
             'model':'claude-x','content':[],'stop_reason':null,'stop_sequence':null,
             'usage':{'input_tokens':10,'cache_creation_input_tokens':30,'cache_read_input_tokens':100,
              'cache_creation':{'ephemeral_5m_input_tokens':20,'ephemeral_1h_input_tokens':10},
              'output_tokens':1,'service_tier':'standard'}}}""";

    private static final String STOP = "{'type':'message_stop'}";

    @TempDir
    Path dir;

    @Test
    void whole_everyKindOfBlock() {
        whole(dir, """
                {'id':'msg_1','type':'message','role':'assistant','model':'claude-x','stop_reason':'tool_use',
                 'stop_sequence':null,'content':[
                  {'type':'thinking','thinking':'Hm.','signature':'c2ln'},
                  {'type':'redacted_thinking','data':'b3BhcXVl'},
                  {'type':'text','text':'I look ','citations':null},
                  {'type':'text','text':'it up.','citations':[{'type':'char_location','cited_text':'x'}]},
                  {'type':'server_tool_use','id':'srv_1','name':'web_search','input':{'query':'q'}},
                  {'type':'tool_use','id':'toolu_1','name':'weather','input':{'city':'Oslo'}}],
                 'usage':{'input_tokens':7,'output_tokens':5}}""")
                .hasOutput("""
                        {'text':'I look it up.','reasoning':'Hm.',
                         'tool_calls':[{'id':'toolu_1','name':'weather','arguments':{'city':'Oslo'}}],
                         'other':[{'type':'redacted_thinking','data':'b3BhcXVl'},
                          {'type':'server_tool_use','id':'srv_1','name':'web_search','input':{'query':'q'}}]}""")
                .has("model", "'claude-x'")
                .has("response_id", "'msg_1'")
                .has("finish_reason", "'tool_use'")
                .hasCounts("{'input_tokens':7,'output_tokens':5}")
                .hasNo("decode", "service_tier");
    }

    @Test
    void stream_everyKindOfBlock() {
        stream(
                        dir,
                        START,
                        "{'type':'ping'}",
                        block(0, "{'type':'thinking','thinking':'','signature':''}"),
                        delta(0, "{'type':'thinking_delta','thinking':'Hm'}"),
                        delta(0, "{'type':'thinking_delta','thinking':'.'}"),
                        delta(0, "{'type':'signature_delta','signature':'c2ln'}"),
                        "{'type':'content_block_stop','index':0}",
                        block(1, "{'type':'text','text':''}"),
                        delta(1, "{'type':'text_delta','text':'I look '}"),
                        delta(1, "{'type':'citations_delta','citation':{'type':'char_location','cited_text':'x'}}"),
                        delta(1, "{'type':'text_delta','text':'it up.'}"),
                        block(2, "{'type':'tool_use','id':'toolu_1','name':'weather','input':{}}"),
                        delta(2, "{'type':'input_json_delta','partial_json':''}"),
                        delta(2, "{'type':'input_json_delta','partial_json':'{`city`:'}"),
                        delta(2, "{'type':'input_json_delta','partial_json':'`Oslo`}'}"),
                        block(3, "{'type':'tool_use','id':'toolu_2','name':'now','input':{}}"),
                        block(4, "{'type':'server_tool_use','id':'srv_1','name':'web_search','input':{}}"),
                        delta(4, "{'type':'input_json_delta','partial_json':'{`query`:`q`}'}"),
                        "{'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},"
                                + "'usage':{'output_tokens':42}}",
                        STOP)
                .hasOutput("""
                        {'text':'I look it up.','reasoning':'Hm.',
                         'tool_calls':[{'id':'toolu_1','name':'weather','arguments':{'city':'Oslo'}},
                                       {'id':'toolu_2','name':'now','arguments':{}}],
                         'other':[
                          {'type':'server_tool_use','id':'srv_1','name':'web_search','input':{'query':'q'}}]}""")
                .has("model", "'claude-x'")
                .has("response_id", "'msg_1'")
                .has("service_tier", "'standard'")
                .has("finish_reason", "'tool_use'")
                .hasCounts("""
                        {'input_tokens':140,'output_tokens':42,'cache_read_tokens':100,
                         'cache_creation_tokens':30,'cache_creation_1h_tokens':10}""")
                .hasNo("decode", "incomplete");
    }

    @Test
    void stream_lastCountsReplaceTheFirst() {
        stream(
                        dir,
                        START,
                        "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'input_tokens':12,"
                                + "'cache_creation_input_tokens':null,'cache_read_input_tokens':200,'output_tokens':9}}",
                        STOP)
                .hasCounts("""
                        {'input_tokens':242,'output_tokens':9,'cache_read_tokens':200,
                         'cache_creation_tokens':30,'cache_creation_1h_tokens':10}""");
    }

    @Test
    void stream_cut_keepsWhatCame() {
        stream(
                        dir,
                        START,
                        block(0, "{'type':'tool_use','id':'toolu_1','name':'weather','input':{}}"),
                        delta(0, "{'type':'input_json_delta','partial_json':'{`city`:'}"))
                .hasOutput("{'tool_calls':[{'id':'toolu_1','name':'weather','arguments':'{`city`:'}]}")
                .has("incomplete", "true")
                .hasNo("finish_reason", "decode");
    }

    @Test
    void stream_error_isKeptBesideTheText() {
        stream(
                        dir,
                        START,
                        delta(0, "{'type':'text_delta','text':'Half'}"),
                        "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}")
                .hasOutput("""
                        {'text':'Half','other':[
                         {'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}]}""")
                .has("decode", "'partial'")
                .has("incomplete", "true");
    }

    @Test
    void stream_newTypesOfEventsAndDeltas_areIgnored() {
        stream(
                        dir,
                        START,
                        "{'type':'content_block_hint','index':0,'hint':'x'}",
                        delta(0, "{'type':'mood_delta','mood':'good'}"),
                        delta(0, "{'type':'text_delta','text':'Hi'}"),
                        "{'type':'message_checkpoint','at':1}",
                        "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':2}}",
                        STOP)
                .hasOutput("'Hi'")
                .hasNo("decode");
    }

    private static String block(int index, String block) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}";
    }
}
