package dev.traqo.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agentic.observability.AgentListener;
import dev.traqo.Kind;
import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.internal.OpenTraces;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Agents, from what the library tells a listener. A proxy, because the listener's interface is still changing.
 *
 * <p>An agent that fails is told of, but not the workflow above it if the failure passes through it. What such a failure
 * leaves open is not current any more on its thread, and ends with the next run on that thread, or with the trace.
 */
final class Agents {

    private final Map<Key, Running> running = new ConcurrentHashMap<>();

    /** An agent may run several times at once, each time for another scope. */
    private record Key(int scope, Object agent) {}

    private final class Running {
        final Key key;
        final Span span;
        final Tracer tracer;
        final Thread thread = Thread.currentThread();
        final Runnable atTraceEnd = this::abandon;
        final boolean root;

        @Nullable
        Scope current;

        @Nullable
        Throwable below;

        Running(Key key, Tracer tracer, Span span, boolean root) {
            this.key = key;
            this.tracer = tracer;
            this.span = span;
            this.root = root;
            this.current = span.makeCurrent();
            OpenTraces.addPending(tracer, atTraceEnd);
        }

        /** Makes current again what was before, if this is the thread where that was. */
        void leave() {
            Scope scope = current;
            if (scope != null && thread == Thread.currentThread()) {
                current = null;
                scope.close();
            }
        }

        private void abandon() {
            if (below == null) {
                span.metadata("abandoned", true);
            }
            end(null, below);
        }

        synchronized void end(@Nullable Object output, @Nullable Throwable error) {
            leave();
            if (running.remove(key, this)) {
                if (error != null) {
                    span.error(error);
                }
                if (tracer.capturesContent()) {
                    span.output(output);
                }
                span.end();
                OpenTraces.removePending(tracer, atTraceEnd);
            }
        }
    }

    static AgentListener listener() {
        Agents agents = new Agents();
        return (AgentListener) Proxy.newProxyInstance(
                AgentListener.class.getClassLoader(), new Class<?>[] {AgentListener.class}, agents::told);
    }

    private @Nullable Object told(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        Object event = arguments == null ? null : arguments[0];
        return switch (method.getName()) {
            case "equals" -> proxy == event;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "TraqoLangChain4j.agentListener()";
            case "inheritedBySubagents" -> true;
            default -> {
                Fields.quietly(() -> told(method.getName(), event));
                yield null;
            }
        };
    }

    private void told(String what, @Nullable Object event) {
        switch (what) {
            case "beforeAgentInvocation" -> begin(event);
            case "afterAgentInvocation" -> {
                Running agent = running.get(key(event, Fields.read(event, "agent")));
                if (agent != null) {
                    agent.end(Fields.read(event, "output"), null);
                }
            }
            case "onAgentInvocationError" -> fail(event);
            case "beforeAgentToolExecution" -> beginTool(event);
            case "afterAgentToolExecution" -> endTool(event);
            default -> {}
        }
    }

    private void begin(@Nullable Object event) {
        Object agent = Fields.read(event, "agent");
        Object above = Fields.read(agent, "parent");
        if (above == null) {
            endStale();
        }
        Steps.Step step = new Steps.Step(String.valueOf(Fields.read(agent, "name")), Kind.AGENT);
        step.metadata.put("agent_id", Fields.read(agent, "agentId"));
        step.input = Fields.read(event, "inputs");
        begin(step, key(event, agent), above == null ? null : running.get(key(event, above)), above == null);
    }

    private void beginTool(@Nullable Object event) {
        if (Fields.read(event, "toolExecution", "request") instanceof ToolExecutionRequest request) {
            Running agent = running.get(key(event, Fields.read(event, "agentInstance")));
            begin(Tools.step(request), new Key(0, request), agent, false);
        }
    }

    private void endTool(@Nullable Object event) {
        Object request = Fields.read(event, "toolExecution", "request");
        Running tool = request == null ? null : running.get(new Key(0, request));
        if (tool != null) {
            Object result = Fields.read(event, "toolExecution", "result");
            boolean failed = Boolean.TRUE.equals(Fields.read(event, "toolExecution", "hasFailed"));
            tool.end(result, failed ? new Steps.ToolError(String.valueOf(result)) : null);
        }
    }

    /** Below the one above, wherever that runs, else below what is current. */
    private void begin(Steps.Step step, Key key, @Nullable Running above, boolean root) {
        Tracer tracer = above == null ? Tracer.current() : above.tracer;
        if (tracer.isRecording()) {
            boolean elsewhere = above != null && (above.current == null || above.thread != Thread.currentThread());
            Span span = Steps.begin(step, tracer, elsewhere && above != null ? above.span : null);
            running.put(key, new Running(key, tracer, span, root));
        }
    }

    private void fail(@Nullable Object event) {
        if (!(Fields.read(event, "error") instanceof Throwable error)) {
            return;
        }
        Object agent = Fields.read(event, "agent");
        Running failed = running.get(key(event, agent));
        if (failed != null) {
            failed.end(null, error);
        }
        for (Object above = Fields.read(agent, "parent"); above != null; above = Fields.read(above, "parent")) {
            Running passed = running.get(key(event, above));
            if (passed != null) {
                passed.below = error;
                passed.leave();
            }
        }
    }

    /** Runs that a failure has left on this thread. */
    private void endStale() {
        for (Running left : running.values()) {
            if (left.root && left.thread == Thread.currentThread() && left.below != null) {
                left.end(null, left.below);
            }
        }
    }

    private static Key key(@Nullable Object event, @Nullable Object agent) {
        Object id = Fields.read(agent, "agentId");
        return new Key(System.identityHashCode(Fields.read(event, "agenticScope")), id == null ? "" : id);
    }
}
