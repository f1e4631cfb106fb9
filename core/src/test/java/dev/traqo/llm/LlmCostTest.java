package dev.traqo.llm;

import static dev.traqo.llm.Recorded.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.traqo.Kind;
import dev.traqo.read.Pricing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices are dollars per million tokens, as in the bundled table on its day. */
class LlmCostTest {

    private static final double MILLION = 1_000_000;

    @TempDir
    Path dir;

    @Test
    void openAi_cachedAndReasoning() {
        // gpt-5: input 1.25, cached 0.125, output 10; reasoning is output
        double expected = ((1000 - 400) * 1.25 + 400 * 0.125 + 300 * 10) / MILLION;

        costs(whole(dir, """
                        {'model':'gpt-5-2025-08-07','choices':[],'usage':{'prompt_tokens':1000,
                          'completion_tokens':300,'total_tokens':1300,
                          'prompt_tokens_details':{'cached_tokens':400},
                          'completion_tokens_details':{'reasoning_tokens':250}}}"""), expected);
    }

    @Test
    void responses_cachedAndReasoning() {
        // o4-mini: input 1.1, cached 0.275, output 4.4
        double expected = ((2000 - 1500) * 1.1 + 1500 * 0.275 + 80 * 4.4) / MILLION;

        costs(whole(dir, """
                        {'object':'response','model':'o4-mini','status':'completed','output':[],'usage':{
                          'input_tokens':2000,'input_tokens_details':{'cached_tokens':1500},
                          'output_tokens':80,'output_tokens_details':{'reasoning_tokens':64}}}"""), expected);
    }

    @Test
    void anthropic_writesOfBothLifetimesAndReads() {
        // claude-sonnet-4-5: input 3, read 0.3, write 3.75 for 5 minutes and 6 for an hour, output 15
        double expected = (50 * 3 + 1000 * 0.3 + 200 * 3.75 + 100 * 6 + 70 * 15) / MILLION;

        costs(whole(dir, """
                        {'type':'message','model':'claude-sonnet-4-5-20250929','content':[],'stop_reason':'end_turn',
                         'usage':{'input_tokens':50,'cache_read_input_tokens':1000,
                          'cache_creation_input_tokens':300,
                          'cache_creation':{'ephemeral_5m_input_tokens':200,'ephemeral_1h_input_tokens':100},
                          'output_tokens':70}}"""), expected);
    }

    @Test
    void anthropic_over200kWithCachedTokens() {
        // claude-sonnet-4-5 above 200,000 tokens of input, cached ones included: 6, read 0.6, output 22.5
        double expected = (1000 * 6 + 200_000 * 0.6 + 10 * 22.5) / MILLION;

        costs(whole(dir, """
                        {'type':'message','model':'claude-sonnet-4-5','content':[],'stop_reason':'end_turn',
                         'usage':{'input_tokens':1000,'cache_read_input_tokens':200000,'output_tokens':10}}"""), expected);
    }

    @Test
    void gemini_cachedAndThoughts() {
        // gemini-2.5-pro: input 1.25, cached 0.125, output 10; thoughts are output, what tools brought is input
        double expected = ((5000 + 500 - 4000) * 1.25 + 4000 * 0.125 + (100 + 900) * 10) / MILLION;

        costs(whole(dir, gemini(5000)), expected);
    }

    @Test
    void gemini_over200k() {
        // above 200,000 tokens: input 2.5, cached 0.25, output 15
        double expected = ((200_000 + 500 - 4000) * 2.5 + 4000 * 0.25 + (100 + 900) * 15) / MILLION;

        costs(whole(dir, gemini(200_000)), expected);
    }

    @Test
    void embeddings_inputAlone() {
        // text-embedding-3-small: input 0.02
        costs(whole(dir, """
                        {'object':'list','model':'text-embedding-3-small','data':[{'embedding':[0.1]}],
                         'usage':{'prompt_tokens':1234,'total_tokens':1234}}"""), 1234 * 0.02 / MILLION);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, openai/gpt-4o",
        "gpt-4o, gpt-4o-2024-08-06",
        "openai/gpt-4o, my-deployment",
        "azure/gpt-4o, gpt-4o-2024-08-06",
        "my-deployment, gpt-4o",
        "openrouter/openai/gpt-4o, a-name-of-the-proxy"
    })
    void knownNames_answeredElseAsked(String asked, String answered) {
        LlmRequest request = LlmRequest.of("chat", Kind.LLM).model(asked);

        // gpt-4o: input 2.5, output 10
        costs(
                Recorded.of(
                        dir,
                        request,
                        call -> call.finish(Recorded.json("{'model':'" + answered
                                + "','choices':[],'usage':{'prompt_tokens':100,'completion_tokens':10}}"))),
                (100 * 2.5 + 10 * 10) / MILLION);
    }

    @Test
    void unknownModel_hasNoCost() {
        Recorded recorded = whole(
                        dir,
                        "{'model':'gpt-99-unheard-of','choices':[],'usage':{'prompt_tokens':5,'completion_tokens':5}}")
                .hasNo("price_date");

        assertThat(recorded.metadata("token_usage").has("cost")).isFalse();
        assertThat(recorded.metadata("token_usage").path("input_tokens").asInt())
                .isEqualTo(5);
    }

    @Test
    void noUsage_hasNoCost() {
        whole(dir, "{'model':'gpt-4o','choices':[]}").hasNo("price_date", "token_usage");
    }

    private static String gemini(int prompt) {
        return """
                {'candidates':[],'modelVersion':'gemini-2.5-pro','usageMetadata':{'promptTokenCount':%d,
                 'toolUsePromptTokenCount':500,'cachedContentTokenCount':4000,'candidatesTokenCount':100,
                 'thoughtsTokenCount':900}}""".formatted(prompt);
    }

    private static void costs(Recorded recorded, double expected) {
        assertThat(recorded.metadata("token_usage").path("cost").asDouble()).isCloseTo(expected, within(1e-12));
        assertThat(recorded.metadata("price_date").asString())
                .isEqualTo(Pricing.bundled().date());
    }
}
