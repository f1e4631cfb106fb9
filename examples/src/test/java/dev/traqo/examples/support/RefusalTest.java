package dev.traqo.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong between the demo and its models is one line, the same for each of the four libraries. */
class RefusalTest {

    private enum Library {
        OPENAI("OPENAI"),
        LANGCHAIN4J("OPENAI"),
        GEMINI("GEMINI"),
        ANTHROPIC("ANTHROPIC");

        final String vendor;

        Library(String vendor) {
            this.vendor = vendor;
        }

        Endpoint.Names names() {
            return switch (vendor) {
                case "OPENAI" -> Endpoint.OPENAI;
                case "GEMINI" -> Endpoint.GEMINI;
                default -> Endpoint.ANTHROPIC;
            };
        }

        String base(String url) {
            return vendor.equals("OPENAI") ? url + "/v1" : url;
        }

        void ask(Models models) throws LlmException {
            switch (this) {
                case OPENAI ->
                    models.agents()
                            .chat(
                                    List.of(ChatCompletionMessageParam.ofUser(ChatCompletionUserMessageParam.builder()
                                            .content("?")
                                            .build())),
                                    List.of(),
                                    text -> {});
                case LANGCHAIN4J -> models.guardrails().checkMessage("?");
                case GEMINI -> models.guardrails().checkReply("?", List.of());
                default -> models.guardrails().checkTone("?");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusedKey_namesTheVariable(Library library) throws LlmException {
        assertThatLibrary(library, Reply.error(401, "Incorrect API key provided"))
                .endsWith(": HTTP 401 (Incorrect API key provided); check "
                        + library.names().key());
    }

    @ParameterizedTest
    @EnumSource
    void unknownModel_namesTheVariables(Library library) throws LlmException {
        assertThatLibrary(library, Reply.error(404, "The model does not exist"))
                .endsWith(": HTTP 404 (The model does not exist); check "
                        + library.names().model() + ", and " + library.names().url() + ", which looks like "
                        + library.names().example());
    }

    @ParameterizedTest
    @EnumSource
    void pageInsteadOfAnAnswer_isNotQuoted(Library library) throws LlmException {
        assertThatLibrary(library, Reply.status(403, "<html>\n<body>Forbidden</body></html>"))
                .contains(": HTTP 403")
                .doesNotContain("<html>")
                .endsWith("; check " + library.names().key());
    }

    @ParameterizedTest
    @EnumSource
    void answerThatIsNoJson_isSaid(Library library) throws LlmException {
        assertThatLibrary(library, Reply.text("one two three").malformedAfter(0))
                .contains(": the answer cannot be read (");
    }

    @ParameterizedTest
    @CsvSource({"LANGCHAIN4J, 429", "OPENAI, 429", "ANTHROPIC, 429"})
    void limit_saysToWait(Library library, int status) throws LlmException {
        assertThatLibrary(library, Reply.error(status, "Slow down").withHeader("x-should-retry", "false"))
                .endsWith(": HTTP 429 (Slow down); wait a little, or check the quota of the key");
    }

    @ParameterizedTest
    @EnumSource
    void serverThatIsNotThere_namesTheVariable(Library library) throws LlmException {
        String url;
        try (FakeLlmServer server = FakeLlmServer.start()) {
            url = server.url();
        }
        try (Models models = models(library, url)) {
            assertThatThrownBy(() -> library.ask(models))
                    .isInstanceOf(LlmException.class)
                    .hasMessage(library.base(url) + ": cannot connect; check "
                            + library.names().url());
        }
    }

    @Test
    void exceptionOfTheApplication_isNotTheModels() {
        Endpoint endpoint = Endpoint.of(Endpoint.OPENAI, "m", "http://localhost", name -> null);
        IllegalStateException mistake = new IllegalStateException("a mistake");

        assertThatThrownBy(() -> Refusal.explain(endpoint, mistake)).isSameAs(mistake);
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertThatLibrary(Library library, Reply reply)
            throws LlmException {
        try (FakeLlmServer server = FakeLlmServer.start().answer(request -> reply);
                Models models = models(library, server.url())) {
            ThrowingCallable call = () -> library.ask(models);
            String[] message = new String[1];
            assertThatThrownBy(call).isInstanceOfSatisfying(LlmException.class, e -> message[0] = e.getMessage());
            return assertThat(message[0])
                    .startsWith(library.base(server.url()) + ": ")
                    .doesNotContain("\n", "key-of-the-test");
        }
    }

    private static Models models(Library library, String url) throws LlmException {
        Map<String, String> environment =
                Map.of(library.names().url(), library.base(url), library.names().key(), "key-of-the-test");
        return new Models(Models.Places.of(url, environment::get));
    }
}
