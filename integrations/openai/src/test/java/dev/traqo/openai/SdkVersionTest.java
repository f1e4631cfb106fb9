package dev.traqo.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import org.junit.jupiter.api.Test;

/** All tests run twice, with the newest version of the SDK and with the oldest: really. */
final class SdkVersionTest {

    @Test
    void sdk_isTheOneThatIsToBeTested() {
        String version = System.getProperty("traqo.openai.version");
        assertThat(OpenAIClient.class.getPackage().getImplementationVersion()).isEqualTo(version);
        assertThat(OpenAIClient.class.getProtectionDomain().getCodeSource().getLocation())
                .asString()
                .contains("-" + version + ".jar");
    }
}
