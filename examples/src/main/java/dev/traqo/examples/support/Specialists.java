package dev.traqo.examples.support;

import dev.traqo.Kind;
import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Traqo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Agents that work for another agent: side by side, each with a trace of its own below the caller's. */
final class Specialists {

    private final Map<String, Agent> agents;
    private final Executor threads;

    Specialists(Map<String, Agent> agents, Executor threads) {
        this.agents = agents;
        this.threads = threads;
    }

    /** The tool with which the front desk asks them. */
    Tool tool() {
        Map<String, Object> text = Map.of("type", "string");
        Map<String, Object> question = Tool.ordered(
                "type", "object",
                "properties", Tool.ordered("specialist", text, "question", text),
                "required", List.of("specialist", "question"));
        return new Tool(
                "ask_specialists",
                Kind.TOOL,
                "Asks specialists and waits for all answers. The specialists are 'repairs' (error codes, warranty,"
                        + " workshop) and 'billing' (subscriptions, refunds, payments). They only know what you tell them.",
                Map.of("questions", Tool.ordered("type", "array", "items", question)),
                arguments -> askAll(Values.maps(arguments.get("questions"))));
    }

    private List<Map<String, Object>> askAll(List<Map<String, @Nullable Object>> questions) throws LlmException {
        // Another thread knows nothing of this one's span: it has to be made current there.
        Span here = Span.current();
        List<CompletableFuture<Map<String, Object>>> answers = questions.stream()
                .map(question -> CompletableFuture.supplyAsync(
                        () -> {
                            try (Scope scope = here.makeCurrent()) {
                                return ask(Values.text(question, "specialist"), Values.text(question, "question"));
                            } catch (LlmException e) {
                                throw new CompletionException(e);
                            }
                        },
                        threads))
                .toList();
        try {
            // All of them, before any is looked at: one that fails must not leave the others running.
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .join();
            return answers.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LlmException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private Map<String, Object> ask(String name, String question) throws LlmException {
        Agent agent = agents.get(name);
        if (agent == null) {
            return Tool.ordered("specialist", name, "error", "there is no such specialist");
        }
        return Traqo.subtrace(name).input(question).tags("specialist").call(child -> {
            String answer = agent.run(question, text -> {}).text();
            child.output(answer);
            return Tool.ordered("specialist", name, "answer", answer);
        });
    }
}
