package dev.traqo.llm;

import static dev.traqo.llm.Recorded.whole;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsWireTest {

    @TempDir
    Path dir;

    @Test
    void whole_openAiNumbers() {
        whole(dir, """
                {'object':'list','model':'text-embedding-x','data':[
                  {'object':'embedding','index':0,'embedding':[0.1,0.2,0.3]},
                  {'object':'embedding','index':1,'embedding':[0.1,0.2,0.3]}],
                 'usage':{'prompt_tokens':8,'total_tokens':8}}""")
                .hasOutput("{'vectors':2,'dimensions':3}")
                .has("model", "'text-embedding-x'")
                .hasCounts("{'input_tokens':8}")
                .hasNo("decode");
    }

    @Test
    void whole_openAiBase64() {
        for (int dimensions : new int[] {1, 2, 3, 1536}) {
            String base64 = Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(dimensions * 4).array());

            whole(dir, "{'object':'list','data':[{'embedding':'" + base64 + "'}]}")
                    .hasOutput("{'vectors':1,'dimensions':" + dimensions + "}");
        }
    }

    @Test
    void whole_gemini() {
        whole(dir, "{'embeddings':[{'values':[1.0,2.0]},{'values':[1.0,2.0]},{'values':[1.0,2.0]}]}")
                .hasOutput("{'vectors':3,'dimensions':2}")
                .hasNo("token_usage", "decode");
        whole(dir, "{'embedding':{'values':[1.0,2.0]},'usageMetadata':{'promptTokenCount':3}}")
                .hasOutput("{'vectors':1,'dimensions':2}")
                .hasCounts("{'input_tokens':3}");
    }

    @Test
    void whole_vertex() {
        whole(dir, """
                {'predictions':[
                  {'embeddings':{'values':[1.0],'statistics':{'token_count':3,'truncated':false}}},
                  {'embeddings':{'values':[2.0],'statistics':{'token_count':4.0,'truncated':false}}}]}""").hasOutput("{'vectors':2,'dimensions':1}").hasCounts("{'input_tokens':7}");
    }
}
