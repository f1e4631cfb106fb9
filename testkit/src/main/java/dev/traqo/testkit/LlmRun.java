package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.TraceBuilder;
import dev.traqo.Tracer;
import dev.traqo.read.Pricing;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.read.TraceCheck;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One test of {@link LlmClientContract}: the same calls with and without tracing, and the trace they leave. */
final class LlmRun {

    /** The span of the application in which the calls are made. */
    static final String APP = "app";

    /** How often to look for something that the garbage collector has to find first; every 20 ms. */
    private static final int LOOKS = 500;

    private final LlmSubject subject;
    private final Path folder;
    private final Path file;
    private Consumer<FakeLlmServer> script = server -> {};
    private UnaryOperator<TraceBuilder> settings = trace -> trace;
    private List<LlmRequest> requests = List.of();
    private boolean isRead = true;

    private LlmRun(LlmSubject subject, Path folder) {
        this.subject = subject;
        this.folder = folder;
        this.file = folder.resolve("run.jsonl");
    }

    /** What the application does. */
    @FunctionalInterface
    interface Use {
        void with(LlmClient client, LlmSeen seen) throws Exception;
    }

    static LlmRun of(LlmSubject subject, Path folder) {
        return new LlmRun(subject, folder);
    }

    /** Leaves the test, visibly, if the library lacks any of them. */
    LlmRun needs(LlmFeature... features) {
        for (LlmFeature feature : features) {
            assumeFalse(
                    subject.notCovered().containsKey(feature),
                    () -> "not covered: " + feature + ": "
                            + subject.notCovered().get(feature));
        }
        return this;
    }

    boolean covers(LlmFeature feature) {
        return !subject.notCovered().containsKey(feature);
    }

    LlmRun serving(Consumer<FakeLlmServer> newScript) {
        script = newScript;
        return this;
    }

    LlmRun serving(Reply... replies) {
        return serving(server -> server.enqueue(replies));
    }

    LlmRun tracing(UnaryOperator<TraceBuilder> newSettings) {
        settings = newSettings;
        return this;
    }

    /** The test looks at the trace by itself, or there is none. */
    LlmRun unread() {
        isRead = false;
        return this;
    }

    // ---- the calls ----------------------------------------------------------------------------------------------

    /** Makes the calls without tracing, then with it; returns what the application saw, which has to be the same. */
    LlmSeen use(Use use) throws Exception {
        LlmSeen plain;
        List<String> plainRequests;
        try (FakeLlmServer server = FakeLlmServer.start();
                LlmClient client = subject.plain(server)) {
            script.accept(server);
            plain = seen(use, client, new LlmSeen(false, server));
            plainRequests = shown(server.requests());
        }
        LlmSeen traced;
        try (FakeLlmServer server = FakeLlmServer.start();
                LlmClient client = subject.traced(server)) {
            script.accept(server);
            traced = traced(use, client, new LlmSeen(true, server));
            requests = server.requests();
        }
        assertThat(traced.facts()).as("what the application sees").isEqualTo(plain.facts());
        assertThat(shown(requests)).as("what the server is asked").isEqualTo(plainRequests);
        if (isRead) {
            checkTrace();
        }
        return traced;
    }

    private LlmSeen traced(Use use, LlmClient client, LlmSeen seen) throws Exception {
        try (Tracer tracer = settings.apply(Tracer.builder(file)).open()) {
            tracer.span(APP).run(span -> {
                seen(use, client, seen);
                if (isRead) {
                    assertThat(Span.current())
                            .as("what is current after the calls")
                            .isSameAs(span);
                }
            });
        }
        assertThat(Tracer.current().isRecording())
                .as("a trace is current after the test")
                .isFalse();
        return seen;
    }

    private static LlmSeen seen(Use use, LlmClient client, LlmSeen seen) {
        try {
            use.with(client, seen);
        } catch (Exception e) {
            seen.failed(e);
        }
        return seen;
    }

    /** In an order of their own: calls that are made together reach the server in any order. */
    private List<String> shown(List<LlmRequest> asked) {
        return asked.stream().map(this::shown).sorted().toList();
    }

    private String shown(LlmRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!subject.changingHeaders().contains(lower)) {
                headers.put(lower, values);
            }
        });
        return request.method() + " " + request.path() + "?" + request.query() + "\n" + request.body() + "\n" + headers;
    }

    // ---- the trace ----------------------------------------------------------------------------------------------

    private void checkTrace() throws IOException {
        List<String> problems = new ArrayList<>();
        TraceCheck.of(file, problem -> problems.add(problem.line() + ": " + problem.what()));
        assertThat(problems).as("problems of the trace").isEmpty();
        assertThat(tree().spans())
                .allSatisfy(span ->
                        assertThat(span.openEnded()).as("%s is open", span).isFalse());
        assertThat(calls()).allSatisfy(call -> {
            assertThat(parentOf(call).name()).as("parent of %s", call).startsWith(APP);
        });
    }

    TraceTree tree() throws IOException {
        return TraceTree.read(file).get(0);
    }

    /** The spans that the integration has recorded, in order. */
    List<SpanNode> calls() throws IOException {
        List<SpanNode> calls = new ArrayList<>();
        for (SpanNode span : tree().spans()) {
            if (!span.name().startsWith(APP)) {
                calls.add(span);
            }
        }
        return calls;
    }

    /** The one span that the integration has recorded. */
    SpanNode call() throws IOException {
        List<SpanNode> calls = calls();
        assertThat(calls).as("spans of model calls").hasSize(1);
        return calls.get(0);
    }

    Path file() {
        return file;
    }

    static SpanNode parentOf(SpanNode call) {
        return Objects.requireNonNull(call.parent(), () -> call + " has no parent");
    }

    /** The requests of the traced client. */
    List<LlmRequest> requests() {
        return requests;
    }

    /** The last request of the traced client: the one that was answered. */
    LlmRequest request() {
        assertThat(requests).isNotEmpty();
        return requests.get(requests.size() - 1);
    }

    /** Everything that was written, as text. */
    String written() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.filter(Files::isRegularFile).sorted().toList()) {
                text.append(one.getFileName()).append('\n');
                text.append(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    /** Waits until the only call has ended, which may take a garbage collection. */
    void awaitEnd() throws Exception {
        for (int i = 0; i < LOOKS && calls().stream().anyMatch(SpanNode::openEnded); i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    /** That it says of itself what every call says, and of the answer what the server sent. */
    void checkAnswered(SpanNode call, LlmRequest request) {
        checkAsked(call);
        assertThat(call.status()).isEqualTo(Status.OK);
        assertThat(call.error()).isNull();
        assertThat(call.metadata()).doesNotContainKeys("decode", "incomplete", "cancelled", "abandoned");
        checkUsage(call, request);
    }

    void checkAsked(SpanNode call) {
        assertThat(call.name()).isEqualTo("chat");
        assertThat(call.kind()).isEqualTo("llm");
        assertThat(call.metadata())
                .containsEntry("provider", subject.provider())
                .containsEntry("api", subject.api());
    }

    /** The tokens as the server sent them, and what they cost; nothing where it sent none. */
    void checkUsage(SpanNode call, LlmRequest request) {
        TokenUsage sent = request.sentUsage();
        TokenUsage recorded = call.tokenUsage();
        if (sent == null) {
            assertThat(recorded).isNull();
            return;
        }
        TokenUsage expected =
                covers(LlmFeature.TOKEN_DETAILS) ? sent : TokenUsage.of(sent.inputTokens(), sent.outputTokens());
        assertThat(recorded).isEqualTo(priced(expected));
        assertThat(call.metadata())
                .containsEntry("price_date", Pricing.standard().date());
    }

    private @Nullable TokenUsage priced(TokenUsage usage) {
        OptionalDouble cost = Pricing.standard().cost(subject.model(), usage);
        assertThat(cost)
                .as("the subject's model is one whose price is known: %s", subject.model())
                .isPresent();
        return usage.withCost(cost.getAsDouble());
    }

    /** The error of the span is what the application got. */
    void checkError(SpanNode call, Throwable failure) {
        assertThat(call.status()).isEqualTo(Status.ERROR);
        Map<String, @Nullable Object> error = Objects.requireNonNull(call.error(), "no error was recorded");
        if (covers(LlmFeature.EXCEPTION)) {
            assertThat(error)
                    .containsEntry("type", failure.getClass().getName())
                    .containsEntry("message", failure.getMessage() == null ? "" : failure.getMessage());
        } else {
            assertThat(error.get("message")).isInstanceOf(String.class).isNotEqualTo("");
        }
    }

    /** The arguments of all tool calls in an output, all of them of {@link LlmClient#TOOL}. */
    static List<@Nullable Object> arguments(Map<?, ?> output) {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Object call : output.get("tool_calls") instanceof List<?> calls ? calls : List.of()) {
            assertThat(call).isInstanceOfSatisfying(Map.class, one -> {
                assertThat(one.get("name")).isEqualTo(LlmClient.TOOL);
                arguments.add(one.get("arguments"));
            });
        }
        return arguments;
    }
}
