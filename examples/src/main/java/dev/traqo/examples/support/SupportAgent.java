package dev.traqo.examples.support;

import dev.traqo.Tracer;
import dev.traqo.testkit.FakeLlmServer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers one customer of a maker of coffee machines, and leaves a trace of how.
 *
 * <p>A front desk looks up the order and asks two specialists at the same time; they search the help center, calculate,
 * and answer; the front desk writes the reply. Without further ado the model is a scripted one inside this process,
 * reached over HTTP like any other. {@code OPENAI_BASE_URL}, {@code OPENAI_API_KEY} and {@code OPENAI_MODEL} name a real
 * one.
 */
public final class SupportAgent {

    /** The demo lives on one day, so that dates and amounts are the same in every run. */
    static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    static final String MESSAGE = """
            Hello, my Larkspur Duo (order LK-20417) shows E07 and does not heat any more. \
            Is the repair still covered by the warranty? \
            I also want to cancel my bean subscription today. \
            How much do I get back, and how long does the refund take?""";

    private final Endpoint endpoint;
    private final PrintStream out;

    private SupportAgent(Endpoint endpoint, PrintStream out) {
        this.endpoint = endpoint;
        this.out = out;
    }

    /** Runs the demo; the trace is written to the file named, or {@code traces/support-agent.jsonl}. */
    public static void main(String[] arguments) {
        Path file = run(Path.of(arguments.length > 0 ? arguments[0] : "traces/support-agent.jsonl"), System.out);
        System.out.println("Trace: " + file);
    }

    /**
     * Answers the customer and prints the conversation.
     *
     * <p>A model that cannot be reached is not an exception: one line on {@code out} says why, and the trace ends with
     * status error.
     *
     * @param traceFile where to write; beside it appear the traces of the specialists
     * @return the file that was written, which has another name if somebody else is writing to that one
     * @throws IllegalStateException if no trace could be written: one line that says why
     */
    public static Path run(Path traceFile, PrintStream out) {
        return run(traceFile, out, System::getenv);
    }

    static Path run(Path traceFile, PrintStream out, UnaryOperator<@Nullable String> variable) {
        Endpoint real = Endpoint.configured(variable);
        if (real != null) {
            out.println("Model: " + real.model() + " at " + real.shownUrl());
            return new SupportAgent(real, out).trace(traceFile, real.shownUrl());
        }
        try (FakeLlmServer server = FakeLlmServer.start().answer(new ScriptedModel()::answer)) {
            out.println(
                    "Model: a scripted one in this process (set OPENAI_API_KEY or OPENAI_BASE_URL to ask a real one)");
            return new SupportAgent(Endpoint.local(server.baseUrl()), out).trace(traceFile, "scripted");
        }
    }

    /** One conversation is one trace. */
    private Path trace(Path file, String modelServer) {
        try (Tracer trace = Tracer.builder(file)
                .name("support-agent")
                .input(Map.of("message", MESSAGE))
                .threadId("conv-20417")
                .tags("support", "demo")
                .metadata("channel", "email")
                .metadata("model_server", modelServer)
                .open()) {
            out.println("\nCustomer: " + MESSAGE + "\n");
            try {
                trace.output(answer(MESSAGE));
            } catch (LlmException e) {
                trace.error(e);
                out.println("The agent has no answer: " + e.getMessage());
            }
            Path written = trace.path();
            if (written == null) {
                throw new IllegalStateException(
                        file + ": no trace was written; is the folder writable, and tracing switched on?");
            }
            return written;
        }
    }

    private Map<String, Object> answer(String message) throws LlmException {
        Guardrails.Message checked = Guardrails.checkMessage(message);
        if (!checked.allowed()) {
            return Map.of("refused", checked.findings());
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Agent.Result result = frontDesk(threads).run(checked.text(), this::say);
            out.println("\n");
            List<String> sources = new ArrayList<>(result.sources());
            sources.add(message);
            boolean grounded = Guardrails.checkReply(result.text(), sources).grounded();
            Tracer.current()
                    .log("reply_sent", Map.of("characters", result.text().length()));
            return Tool.ordered("reply", result.text(), "grounded", grounded);
        } finally {
            threads.shutdown();
        }
    }

    private void say(String text) {
        out.print(text);
        out.flush();
    }

    private Agent frontDesk(ExecutorService threads) {
        ChatClient model = new ChatClient(endpoint);
        Tools tools = new Tools(new HelpCenter(Article.all(), model), new Records(), TODAY);
        Agent repairs = new Agent(
                "repairs specialist", Prompts.REPAIRS, List.of(tools.searchHelpCenter(), tools.checkWarranty()), model);
        Agent billing = new Agent(
                "billing specialist",
                Prompts.BILLING,
                List.of(tools.searchHelpCenter(), tools.lookUpSubscription(), tools.prorateRefund()),
                model);
        Specialists specialists = new Specialists(Map.of("repairs", repairs, "billing", billing), threads);
        return new Agent("front desk", Prompts.FRONT_DESK, List.of(tools.lookUpOrder(), specialists.tool()), model);
    }
}
