package dev.traqo.llm;

import static dev.traqo.llm.Recorded.stream;
import static dev.traqo.llm.Recorded.whole;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeminiWireTest {

    @TempDir
    Path dir;

    @Test
    void whole_everyKindOfPart() {
        whole(dir, """
                {'candidates':[{'content':{'role':'model','parts':[
                   {'text':'Think.','thought':true},
                   {'text':'Let me ','thoughtSignature':'c2ln'},
                   {'text':'run it.'},
                   {'functionCall':{'name':'weather','args':{'city':'Oslo'}}},
                   {'functionCall':{'id':'f2','name':'now'},'thoughtSignature':'c2ln'},
                   {'executableCode':{'language':'PYTHON','code':'1+1'}},
                   {'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'2'}}]},
                  'finishReason':'STOP','avgLogprobs':-0.1,'safetyRatings':[]}],
                 'usageMetadata':{'promptTokenCount':20,'candidatesTokenCount':8,'totalTokenCount':33,
                  'thoughtsTokenCount':5,'toolUsePromptTokenCount':4,'cachedContentTokenCount':16,
                  'promptTokensDetails':[{'modality':'TEXT','tokenCount':20}]},
                 'modelVersion':'gemini-x','responseId':'r1'}""")
                .hasOutput("""
                        {'text':'Let me run it.','reasoning':'Think.','tool_calls':[
                          {'name':'weather','arguments':{'city':'Oslo'}},
                          {'id':'f2','name':'now','arguments':{}}],
                         'other':[{'executableCode':{'language':'PYTHON','code':'1+1'}},
                          {'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'2'}}]}""")
                .has("model", "'gemini-x'")
                .has("request_model", "'asked-model'")
                .has("response_id", "'r1'")
                .has("finish_reason", "'STOP'")
                .hasCounts("""
                        {'input_tokens':24,'output_tokens':13,'cache_read_tokens':16,'reasoning_tokens':5}""")
                .hasNo("decode", "choices");
    }

    @Test
    void stream_lastCountsStay() {
        stream(
                        dir,
                        "{'candidates':[{'content':{'parts':[{'text':'Hel'}],'role':'model'}}],"
                                + "'usageMetadata':{'promptTokenCount':4,'totalTokenCount':4},'modelVersion':'g'}",
                        "{'candidates':[{'content':{'parts':[{'text':'lo'}],'role':'model'},'index':0}],"
                                + "'usageMetadata':{'promptTokenCount':4,'candidatesTokenCount':1},'modelVersion':'g'}",
                        "{'candidates':[{'content':{'parts':[{'text':''}],'role':'model'},'finishReason':'STOP'}],"
                                + "'usageMetadata':{'promptTokenCount':4,'candidatesTokenCount':2,'totalTokenCount':6}}")
                .hasOutput("'Hello'")
                .has("finish_reason", "'STOP'")
                .hasCounts("{'input_tokens':4,'output_tokens':2}")
                .hasNo("decode", "incomplete");
    }

    @Test
    void stream_severalCandidates_byIndex() {
        stream(
                        dir,
                        "{'candidates':[{'index':1,'content':{'parts':[{'text':'b'}]}}]}",
                        "{'candidates':[{'index':0,'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}",
                        "{'candidates':[{'index':1,'content':{'parts':[{'text':'B'}]},'finishReason':'MAX_TOKENS'}]}")
                .hasOutput("{'choices':['a','bB']}")
                .has("choices", "2")
                .has("finish_reason", "'STOP'");
    }

    @Test
    void whole_blockedPrompt_saysWhy() {
        whole(dir, """
                {'promptFeedback':{'blockReason':'SAFETY','safetyRatings':[]},
                 'usageMetadata':{'promptTokenCount':9},'modelVersion':'g'}""")
                .hasNoOutput()
                .has("finish_reason", "'SAFETY'")
                .hasCounts("{'input_tokens':9}")
                .hasNo("decode");
    }

    @Test
    void whole_arrayOfEvents_isReadAsAStream() {
        whole(dir, """
                [{'candidates':[{'content':{'parts':[{'text':'a'}]}}]},
                 {'candidates':[{'content':{'parts':[{'text':'b'}]},'finishReason':'STOP'}]}]""").hasOutput("'ab'").hasNo("decode");
    }
}
