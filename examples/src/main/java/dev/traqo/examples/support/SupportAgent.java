package dev.traqo.examples.support;

import dev.traqo.Tracer;
import dev.traqo.testkit.FakeLlmServer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers one customer of a maker of coffee machines, and leaves a trace of how.
 *
 * <p>A front desk looks up the order and asks two specialists at the same time; they search the help center, calculate,
 * and answer; the front desk writes the reply. The agents are OpenAI's models; one of LangChain4j's reads the message
 * first, and before the reply is sent Gemini checks what it says and Claude how. Without further ado all of them are a
 * scripted one inside this process, reached over HTTP like any other. {@code OPENAI_API_KEY} or {@code OPENAI_BASE_URL},
 * {@code ANTHROPIC_API_KEY} and {@code GEMINI_API_KEY} name real ones.
 */
public final class SupportAgent implements AutoCloseable {

    /** The demo lives on one day, so that dates and amounts are the same in every run. */
    static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    static final String MESSAGE = """
            Hello, my Larkspur Duo (order LK-20417) shows E07 and does not heat any more. \
            Is the repair still covered by the warranty? \
            I also want to cancel my bean subscription today. \
            How much do I get back, and how long does the refund take?""";

    private final PrintStream out;
    private final Guardrails guardrails;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Agent frontDesk;

    private SupportAgent(Models models, PrintStream out) {
        this.out = out;
        this.guardrails = models.guardrails();
        this.frontDesk = frontDesk(models.agents(), threads);
    }

    /** Does the work, or says in one line why it cannot. */
    @FunctionalInterface
    private interface Work {
        Map<String, Object> run() throws LlmException;
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
        try (FakeLlmServer server = FakeLlmServer.start().answer(new ScriptedModel()::answer)) {
            Models.Places places = Models.Places.of(server.url(), variable);
            out.println(places.shown());
            try (Models models = new Models(places);
                    SupportAgent agent = new SupportAgent(models, out)) {
                return trace(traceFile, places, out, () -> agent.answer(MESSAGE));
            } catch (LlmException malformed) {
                return trace(traceFile, places, out, () -> {
                    throw malformed;
                });
            }
        }
    }

    /** One conversation is one trace. */
    private static Path trace(Path file, Models.Places places, PrintStream out, Work work) {
        try (Tracer trace = Tracer.builder(file)
                .name("support-agent")
                .input(Map.of("message", MESSAGE))
                .threadId("conv-20417")
                .tags("support", "demo")
                .metadata("channel", "email")
                .metadata(
                        "model_server",
                        places.agents().scripted()
                                ? "scripted"
                                : places.agents().shownUrl())
                .open()) {
            out.println("\nCustomer: " + MESSAGE + "\n");
            try {
                trace.output(work.run());
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
        Guardrails.Message checked = guardrails.checkMessage(message);
        if (!checked.allowed()) {
            return Map.of("refused", checked.findings());
        }
        Agent.Result result = frontDesk.run(checked.text(), this::say);
        out.println("\n");
        List<String> sources = new ArrayList<>(result.sources());
        sources.add(message);
        boolean grounded = guardrails.checkReply(result.text(), sources).grounded();
        String tone = guardrails.checkTone(result.text());
        Tracer.current().log("reply_sent", Map.of("characters", result.text().length()));
        return Tool.ordered("reply", result.text(), "grounded", grounded, "tone", tone);
    }

    /** Ends the threads of the specialists; the program would wait for them. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private void say(String text) {
        out.print(text);
        out.flush();
    }

    private static Agent frontDesk(ChatClient model, Executor threads) {
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
