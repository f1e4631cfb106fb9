package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, openai",
        "https://API.OpenAI.com, openai",
        "https://eu.api.openai.com/v1/, openai",
        "https://my-team.openai.azure.com/openai/deployments/x, azure",
        "https://api.anthropic.com, anthropic",
        "https://generativelanguage.googleapis.com/v1beta, google",
        "https://us-central1-aiplatform.googleapis.com/v1, vertex",
        "https://bedrock-runtime.us-east-1.amazonaws.com, bedrock",
        "https://openrouter.ai/api/v1, openrouter",
        "https://api.deepseek.com, deepseek",
        "http://localhost:11434/v1, local",
        "http://127.0.0.1:8080, local",
        "http://[::1]:8080, local",
        "https://llm.example.org/v1, llm.example.org",
        "http://user:pass@my_gateway:8080/v1, my_gateway",
        "https://notopenai.com, notopenai.com"
    })
    void at_knownHostsElseTheHost(String url, String provider) {
        assertThat(Providers.at(url, "otherwise")).isEqualTo(provider);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no url", "https://", "mailto:a@b", "/v1/chat"})
    void at_noHost_otherwise(String url) {
        assertThat(Providers.at(url, "otherwise")).isEqualTo("otherwise");
    }

    @Test
    void at_null_otherwise() {
        assertThat(Providers.at(null, "otherwise")).isEqualTo("otherwise");
    }
}
