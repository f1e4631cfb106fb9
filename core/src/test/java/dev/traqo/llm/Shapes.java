package dev.traqo.llm;

import java.util.List;

/** One answer, or one event, of every shape that is known; single quotes for double ones. */
final class Shapes {

    static final List<String> ALL = List.of(
            """
            {'id':'c','model':'gpt-4o','service_tier':'default','choices':[{'index':0,'finish_reason':'stop','message':{
             'content':'Hi','reasoning_content':'Hm','refusal':null,'function_call':{'name':'f','arguments':'{}'},
             'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{`x`:1}'}}],
             'audio':{'id':'a','data':'AQID','transcript':'t'},
             'images':[{'image_url':{'url':'data:image/png;base64,AQID'}}]}}],
             'usage':{'prompt_tokens':12,'completion_tokens':3,'total_tokens':15,
              'prompt_tokens_details':{'cached_tokens':8},'completion_tokens_details':{'reasoning_tokens':2}}}""",
            """
            {'id':'c','choices':[{'index':1,'delta':{'role':'assistant','content':[{'type':'text','text':'x'}],
             'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}],
             'audio':{'data':'AQ=='}},'finish_reason':null}],'x_groq':{'usage':{'prompt_tokens':1}}}""",
            "{'choices':[{'text':'one','index':0,'finish_reason':'length'}],'usage':{'prompt_tokens':1}}",
            """
            {'id':'r','object':'response','status':'completed','model':'o4-mini','error':{'code':'x'},
             'incomplete_details':{'reason':'max_output_tokens'},'output':[
              {'type':'reasoning','summary':[{'text':'a'}]},
              {'type':'message','content':[{'type':'output_text','text':'b'},{'type':'refusal','refusal':'c'}]},
              {'type':'function_call','call_id':'x','name':'f','arguments':'{}'},
              {'type':'custom_tool_call','call_id':'y','name':'g','input':'z'},
              {'type':'image_generation_call','result':'AQID','output_format':'png'},
              {'type':'web_search_call','id':'w'}],
             'usage':{'input_tokens':1,'input_tokens_details':{'cached_tokens':1},'output_tokens':1}}""",
            "{'type':'response.created','response':{'id':'r','model':'m'}}",
            "{'type':'response.output_text.delta','output_index':0,'delta':'x'}",
            "{'type':'response.refusal.delta','delta':'x'}",
            "{'type':'response.reasoning_summary_text.delta','delta':'x'}",
            "{'type':'response.reasoning_summary_part.added','summary_index':1}",
            "{'type':'response.output_item.added','output_index':1,'item':{'type':'function_call','name':'f'}}",
            "{'type':'response.function_call_arguments.delta','output_index':1,'delta':'x'}",
            "{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call','arguments':'x'}}",
            "{'type':'response.output_item.done','output_index':2,'item':{'type':'image_generation_call','result':'AQID'}}",
            "{'type':'response.completed','response':{'status':'completed','output':[{'type':'message','content':'x'}]}}",
            "{'object':'list','model':'text-embedding-3-small','data':[{'embedding':[0.1,0.2]}],'usage':{'prompt_tokens':8}}",
            "{'data':[{'embedding':'AAAAAA=='}]}",
            "{'embeddings':[{'values':[1,2]}],'usageMetadata':{'promptTokenCount':1}}",
            "{'embedding':{'values':[1,2]}}",
            "{'predictions':[{'embeddings':{'values':[1,2],'statistics':{'token_count':3}}}]}",
            """
            {'id':'m','type':'message','model':'claude-sonnet-4-5','stop_reason':'tool_use','content':[
             {'type':'thinking','thinking':'a'},{'type':'text','text':'b'},{'type':'redacted_thinking','data':'c'},
             {'type':'tool_use','id':'t','name':'f','input':{'x':1}},{'type':'server_tool_use','input':{}}],
             'usage':{'input_tokens':7,'output_tokens':5,'cache_read_input_tokens':1,'cache_creation_input_tokens':2,
              'cache_creation':{'ephemeral_5m_input_tokens':1,'ephemeral_1h_input_tokens':1},'service_tier':'s'}}""",
            "{'type':'message_start','message':{'id':'m','model':'m','content':[],'usage':{'input_tokens':1}}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
            "{'type':'content_block_start','index':1,'content_block':{'type':'server_tool_use','input':{}}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':'{'}}",
            "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'x'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':2}}",
            "{'type':'error','error':{'type':'overloaded_error','message':'x'}}",
            "{'type':'completion','completion':'x','stop_reason':'stop'}",
            """
            {'candidates':[{'index':0,'content':{'parts':[{'text':'a','thought':true},{'text':'b'},
             {'functionCall':{'name':'f','args':{'x':1}}},{'inlineData':{'mimeType':'image/png','data':'AQID'}},
             {'executableCode':{'code':'1'}}]},'finishReason':'STOP'}],'promptFeedback':{'blockReason':'SAFETY'},
             'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':2,'thoughtsTokenCount':3,
              'toolUsePromptTokenCount':4,'cachedContentTokenCount':1},'modelVersion':'gemini-2.5-pro'}""",
            "[{'candidates':[]},{'promptFeedback':{'blockReason':'OTHER'}}]");

    private Shapes() {}
}
