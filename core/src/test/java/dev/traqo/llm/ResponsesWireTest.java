package dev.traqo.llm;

import static dev.traqo.llm.Recorded.stream;
import static dev.traqo.llm.Recorded.whole;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponsesWireTest {

    private static final String OUTPUT = """
            [{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'First.'},
               {'type':'summary_text','text':'Second.'}],'encrypted_content':null},
             {'id':'ws_1','type':'web_search_call','status':'completed','action':{'type':'search','query':'q'}},
             {'id':'msg_1','type':'message','status':'completed','role':'assistant','content':[
               {'type':'output_text','text':'Hello ','annotations':[],'logprobs':[]},
               {'type':'output_text','text':'you','annotations':[]}]},
             {'id':'fc_1','type':'function_call','status':'completed','call_id':'call_1','name':'weather',
              'arguments':'{`city`:`Oslo`}'}]""";

    private static final String RECORDED = """
            {'text':'Hello you','reasoning':'First.\\n\\nSecond.',
             'tool_calls':[{'id':'call_1','name':'weather','arguments':{'city':'Oslo'}}],
             'other':[
              {'id':'ws_1','type':'web_search_call','status':'completed','action':{'type':'search','query':'q'}}]}""";

    @TempDir
    Path dir;

    @Test
    void whole_everyKindOfItem() {
        whole(dir, response("completed", OUTPUT))
                .hasOutput(RECORDED)
                .has("model", "'gpt-x'")
                .has("response_id", "'resp_1'")
                .has("service_tier", "'default'")
                .has("finish_reason", "'completed'")
                .hasCounts("""
                        {'input_tokens':30,'output_tokens':20,'cache_read_tokens':10,'cache_creation_tokens':4,
                         'reasoning_tokens':12}""")
                .hasNo("decode", "choices");
    }

    @Test
    void stream_lastEventCarriesAll_nothingTwice() {
        stream(
                        dir,
                        "{'type':'response.created','response':" + head() + "}",
                        "{'type':'response.in_progress','response':" + head() + "}",
                        delta("response.reasoning_summary_text", "First."),
                        delta("response.output_text", "Hello "),
                        "{'type':'response.output_text.done','text':'Hello you'}",
                        delta("response.output_text", "you"),
                        "{'type':'response.output_item.added','output_index':3,'item':{'type':'function_call',"
                                + "'id':'fc_1','call_id':'call_1','name':'weather','arguments':''}}",
                        "{'type':'response.function_call_arguments.delta','output_index':3,'delta':'{`city`'}",
                        "{'type':'response.something.new','x':1}",
                        "{'type':'response.completed','response':" + response("completed", OUTPUT) + "}")
                .hasOutput(RECORDED)
                .has("finish_reason", "'completed'")
                .hasNo("decode", "incomplete");
    }

    @Test
    void stream_cut_keepsThePieces() {
        stream(
                        dir,
                        "{'type':'response.created','response':" + head() + "}",
                        delta("response.reasoning_summary_text", "First."),
                        "{'type':'response.reasoning_summary_part.added','summary_index':1}",
                        delta("response.reasoning_summary_text", "Sec"),
                        "{'type':'response.output_item.done','output_index':1,"
                                + "'item':{'id':'ws_1','type':'web_search_call','status':'completed'}}",
                        delta("response.output_text", "Hel"),
                        "{'type':'response.output_item.added','output_index':2,'item':{'type':'function_call',"
                                + "'id':'fc_1','call_id':'call_1','name':'weather','arguments':''}}",
                        "{'type':'response.function_call_arguments.delta','output_index':2,'delta':'{`city`'}")
                .hasOutput("""
                        {'text':'Hel','reasoning':'First.\\n\\nSec',
                         'tool_calls':[{'id':'call_1','name':'weather','arguments':'{`city`'}],
                         'other':[{'id':'ws_1','type':'web_search_call','status':'completed'}]}""")
                .has("model", "'gpt-x'")
                .has("incomplete", "true")
                .hasNo("finish_reason", "decode", "token_usage");
    }

    @Test
    void whole_incomplete_saysWhy() {
        String cut = response("incomplete", "[]")
                .replace("'incomplete_details':null", "'incomplete_details':{'reason':'max_output_tokens'}");

        stream(dir, delta("response.output_text", "Hel"), "{'type':'response.incomplete','response':" + cut + "}")
                .hasOutput("'Hel'")
                .has("finish_reason", "'max_output_tokens'")
                .hasNo("incomplete", "decode");
    }

    @Test
    void stream_failed_keepsTheError() {
        String failed =
                response("failed", "[]").replace("'error':null", "'error':{'code':'server_error','message':'Sorry'}");

        stream(dir, "{'type':'response.failed','response':" + failed + "}")
                .hasOutput("{'other':[{'error':{'code':'server_error','message':'Sorry'}}]}")
                .has("finish_reason", "'failed'");
    }

    @Test
    void whole_refusalAndCustomTool() {
        whole(dir, response("completed", """
                [{'type':'message','content':[{'type':'refusal','refusal':'No.'}]},
                 {'type':'custom_tool_call','id':'ct','call_id':'call_9','name':'shell','input':'ls -l'}]""")).hasOutput("""
                        {'refusal':'No.','tool_calls':[{'id':'call_9','name':'shell','arguments':'ls -l'}]}""");
    }

    private static String delta(String name, String text) {
        return "{'type':'" + name + ".delta','item_id':'i','output_index':0,'content_index':0,'delta':'" + text + "'}";
    }

    private static String head() {
        return "{'id':'resp_1','object':'response','status':'in_progress','model':'gpt-x','output':[],'usage':null}";
    }

    private static String response(String status, String output) {
        return """
                {'id':'resp_1','object':'response','created_at':1,'status':'%s','error':null,
                 'incomplete_details':null,'model':'gpt-x','service_tier':'default','output':%s,
                 'usage':{'input_tokens':30,'input_tokens_details':{'cached_tokens':10,'cache_write_tokens':4},
                  'output_tokens':20,'output_tokens_details':{'reasoning_tokens':12},'total_tokens':50}}""".formatted(status, output);
    }
}
