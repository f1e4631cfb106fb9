package dev.traqo.benchmarks.startup;

import dev.traqo.weave.TracedCall;
import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** Weaves {@code @Trace} methods, and nothing else, as Byte Buddy's own means would. */
public final class AdviceAgent {

    private AdviceAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        var traced = ElementMatchers.isAnnotatedWith(ElementMatchers.named("dev.traqo.Trace"));
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .type(ElementMatchers.declaresMethod(traced))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(CallAdvice.class).on(traced)))
                .installOn(instrumentation);
    }

    /** Copied into the woven methods. */
    static final class CallAdvice {

        private CallAdvice() {}

        @Advice.OnMethodEnter
        static @Nullable TracedCall enter(
                @Advice.Origin Class<?> type,
                @Advice.Origin("#m#s") String method,
                @Advice.AllArguments Object[] arguments) {
            return TracedCall.active == 0 ? null : TracedCall.enter(type, method, arguments);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        @SuppressWarnings("ParameterAssignment") // that is how the result is replaced
        static void exit(
                @Advice.Enter @Nullable TracedCall call,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
                @Advice.Thrown @Nullable Throwable failure) {
            if (call != null) {
                result = call.exit(result, failure);
            }
        }
    }
}
