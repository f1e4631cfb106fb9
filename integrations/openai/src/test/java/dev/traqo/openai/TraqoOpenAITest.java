package dev.traqo.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.RequestOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletion;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmRequest;
import dev.traqo.testkit.Reply;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraqoOpenAITest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final OpenAIClient plain = SdkDriver.plain(server);
    final OpenAIClient client = TraqoOpenAI.traced(plain);
    final ChatCompletionCreateParams params =
            new ChatDriver(plain).params("What is the refund policy?", false, false, null);

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private ChatCompletion ask() {
        return client.chat().completions().create(params);
    }

    // ---- what the application has -------------------------------------------------------------------------------

    @Test
    void traced_again_isTheSame() {
        assertThat(TraqoOpenAI.traced(client)).isSameAs(client);
        OpenAIClientAsync async = client.async();
        assertThat(TraqoOpenAI.traced(async)).isSameAs(async);
    }

    @Test
    void traced_null_isRefused() {
        assertThatThrownBy(() -> TraqoOpenAI.traced((OpenAIClient) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("client == null");
    }

    @Test
    void services_areTheSameEachTime() {
        assertThat(client.chat()).isSameAs(client.chat());
        assertThat(client.chat().completions()).isSameAs(client.chat().completions());
        assertThat(client.async()).isSameAs(client.async());
        assertThat(client.withRawResponse()).isSameAs(client.withRawResponse());
    }

    @Test
    void proxies_areLikeWhatTheyStandBefore() {
        assertThat(client)
                .isEqualTo(client)
                .isNotEqualTo(null)
                .isNotEqualTo(client.withOptions(options -> {}))
                .hasSameHashCodeAs(client)
                .asString()
                .startsWith("com.openai.");
        assertThat(Map.of(client, "traced")).containsKey(client);
    }

    @Test
    void withoutTrace_nothingIsChanged() {
        server.enqueue(Reply.text("Yes."), Reply.text("Yes."));
        plain.chat().completions().create(params);
        assertThat(ask().choices().get(0).message().content()).contains("Yes.");
        assertThat(shown(server.takeRequest())).isEqualTo(shown(server.takeRequest()));
    }

    private static Map<String, Object> shown(LlmRequest request) {
        return Map.of("headers", request.headers(), "body", request.body(), "path", request.path());
    }

    @Test
    void abandonedProxy_leavesTheClientOpen() throws Exception {
        WeakReference<OpenAIClient> other = new WeakReference<>(TraqoOpenAI.traced(plain));
        for (int i = 0; i < 500 && other.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(other.get()).isNull();
        server.enqueue(Reply.text("Yes."));
        assertThat(plain.chat().completions().create(params).choices()).hasSize(1);
    }

    // ---- requests -----------------------------------------------------------------------------------------------

    @Test
    void requests_areTheSameWithAndWithoutTracing() throws Exception {
        server.answer(request -> Reply.text("Yes."));
        askInAllWays(plain);
        Trace.of(folder, () -> askInAllWays(client));
        List<LlmRequest> requests = server.requests();
        assertThat(requests).hasSize(8);
        for (int i = 0; i < 4; i++) {
            assertThat(shown(requests.get(i + 4))).isEqualTo(shown(requests.get(i)));
        }
    }

    private void askInAllWays(OpenAIClient openai) {
        openai.chat().completions().create(params);
        openai.async().chat().completions().create(params).join();
        openai.withRawResponse().chat().completions().create(params).parse();
        openai.chat().completions().createStreaming(params).stream().count();
    }

    /** One that the application puts in later: it sees what it would see without tracing, and is seen through. */
    private static final class OwnHttpClient implements HttpClient {

        private final HttpClient http;
        private final List<Map<String, List<String>>> headers = new ArrayList<>();

        OwnHttpClient(HttpClient http) {
            this.http = http;
        }

        private HttpRequest seen(HttpRequest request) {
            Map<String, List<String>> all = new java.util.TreeMap<>();
            request.headers()
                    .names()
                    .forEach(name -> all.put(name, request.headers().values(name)));
            headers.add(all);
            return request;
        }

        @Override
        public HttpResponse execute(HttpRequest request, RequestOptions options) {
            return http.execute(seen(request), options);
        }

        @Override
        public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
            return http.executeAsync(seen(request), options);
        }

        @Override
        public void close() {
            http.close();
        }
    }

    @Test
    void withOptions_ofAnotherHttpClient_isTracedAndSeesNothingOfIt() throws Exception {
        HttpClient http = com.openai.client.okhttp.OkHttpClient.builder().build();
        OwnHttpClient untraced = new OwnHttpClient(http);
        OwnHttpClient traced = new OwnHttpClient(http);
        server.enqueue(Reply.text("Yes."), Reply.rateLimited(Duration.ofMillis(1)), Reply.text("Yes."));
        plain.withOptions(options -> options.httpClient(untraced))
                .chat()
                .completions()
                .create(params);
        SpanNode span = Trace.one(
                folder,
                () -> client.withOptions(options -> options.httpClient(traced))
                        .chat()
                        .completions()
                        .create(params));
        assertThat(span.metadata()).containsEntry("retries", 1L).containsKey("request_id");
        assertThat(traced.headers.get(0)).isEqualTo(untraced.headers.get(0));
    }

    // ---- options ------------------------------------------------------------------------------------------------

    @Test
    void withOptions_ofClientAndService_isTraced() throws Exception {
        server.answer(request -> Reply.text("Yes."));
        List<SpanNode> spans = Trace.of(folder, () -> {
            client.withOptions(options -> options.maxRetries(0))
                    .chat()
                    .completions()
                    .create(params);
            client.chat()
                    .completions()
                    .withOptions(options -> options.putHeader("x-own", "1"))
                    .create(params);
        });
        assertThat(spans).extracting(SpanNode::name).containsExactly("chat", "chat");
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.metadata())
                        .containsEntry("api", "chat.completions")
                        .containsKey("request_id"));
        assertThat(server.requests().get(1).header("x-own")).isEqualTo("1");
    }

    @Test
    void withOptions_ofAnotherAddress_namesItsProvider() throws Exception {
        OpenAIClient elsewhere = client.withOptions(options ->
                options.baseUrl("http://nobody.groq.com.invalid:1/v1").maxRetries(0));
        OpenAIClient groq = client.withOptions(options -> options.baseUrl("https://api.groq.com:1/openai/v1")
                .maxRetries(0)
                .timeout(Duration.ofMillis(1)));
        List<SpanNode> spans = Trace.of(folder, () -> {
            assertThatThrownBy(() -> elsewhere.chat().completions().create(params))
                    .isNotNull();
            assertThatThrownBy(() -> groq.chat().completions().create(params)).isNotNull();
        });
        assertThat(spans.get(0).metadata()).containsEntry("provider", "nobody.groq.com.invalid");
        assertThat(spans.get(1).metadata()).containsEntry("provider", "groq");
        assertThat(spans).allSatisfy(span -> assertThat(span.error()).isNotNull());
    }

    @Test
    void ownHeader_isLeftAlone() throws Exception {
        server.enqueue(Reply.text("Yes."));
        ChatCompletionCreateParams own = params.toBuilder()
                .putAdditionalHeader("X-Stainless-Lang", "klingon")
                .build();
        SpanNode span = Trace.one(folder, () -> client.chat().completions().create(own));
        assertThat(server.takeRequest().headers().toString())
                .contains("klingon")
                .doesNotContain("[java]");
        assertThat(span.output()).isEqualTo("Yes.");
    }

    // ---- retries ------------------------------------------------------------------------------------------------

    @Test
    void retries_areCounted_alsoWhenTheyDoNotHelp() throws Exception {
        server.answer(request -> Reply.rateLimited(Duration.ofMillis(1)));
        SpanNode sync = Trace.one(folder, () -> assertThatThrownBy(this::ask).isInstanceOf(RateLimitException.class));
        SpanNode async = Trace.one(
                folder,
                () -> assertThatThrownBy(() -> client.async()
                                .chat()
                                .completions()
                                .create(params)
                                .join())
                        .hasCauseInstanceOf(RateLimitException.class));
        for (SpanNode span : List.of(sync, async)) {
            assertThat(span.metadata()).containsEntry("retries", 2L).containsKey("request_id");
            assertThat(span.error()).containsEntry("type", RateLimitException.class.getName());
        }
    }

    // ---- structured outputs -------------------------------------------------------------------------------------

    /** What is to be found. */
    public static class Policy {
        public int days;
    }

    @Test
    void structuredOutput_isOneSpan() throws Exception {
        server.answer(request -> Reply.text("{\"days\":30}"));
        AtomicReference<StructuredChatCompletion<Policy>> answer = new AtomicReference<>();
        AtomicReference<StructuredChatCompletion<Policy>> later = new AtomicReference<>();
        List<SpanNode> spans = Trace.of(folder, () -> {
            answer.set(client.chat()
                    .completions()
                    .create(params.toBuilder().responseFormat(Policy.class).build()));
            later.set(client.async()
                    .chat()
                    .completions()
                    .create(params.toBuilder().responseFormat(Policy.class).build())
                    .join());
        });
        for (StructuredChatCompletion<Policy> one : List.of(answer.get(), later.get())) {
            assertThat(one.choices().get(0).message().content().orElseThrow().days)
                    .isEqualTo(30);
        }
        assertThat(spans).hasSize(2).allSatisfy(span -> {
            assertThat(span.output()).isEqualTo("{\"days\":30}");
            assertThat(span.metadata().get("model_parameters").toString()).contains("json_schema");
        });
    }

    // ---- somebody else's client ---------------------------------------------------------------------------------

    @Test
    void clientOfTheApplications_isTraced() throws Exception {
        server.enqueue(Reply.text("Yes."));
        List<String> asked = new ArrayList<>();
        OpenAIClient own = (OpenAIClient) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {OpenAIClient.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(plain, arguments);
                });
        SpanNode span = Trace.one(
                folder, () -> TraqoOpenAI.traced(own).chat().completions().create(params));
        assertThat(span.output()).isEqualTo("Yes.");
        assertThat(span.metadata()).containsEntry("provider", "openai");
        assertThat(asked).containsExactly("chat");
    }

    @Test
    void parent_isWhatIsCurrentAtTheCall() throws Exception {
        server.enqueue(Reply.text("Yes."));
        List<SpanNode> spans = Trace.of(
                folder,
                () -> Tracer.current()
                        .span("outer")
                        .call(outer -> client.async().chat().completions().create(params))
                        .join());
        assertThat(spans.get(1).parent()).isEqualTo(spans.get(0));
    }
}
