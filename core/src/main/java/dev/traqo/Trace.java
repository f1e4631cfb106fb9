package dev.traqo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a span of every call of a method.
 *
 * <pre>{@code
 * @Trace(kind = "llm", metadata = "model=gpt-4o", tags = "classifier")
 * String classify(String text) { … }
 * }</pre>
 *
 * <p>The annotation alone does nothing: the class is woven when it is loaded ({@code -javaagent:traqo-agent.jar}) or
 * when it is built (the plugins in {@code docs/weaving.md}). Any method will do: static, private, final, generic, with
 * a primitive result or none, a default method of an interface; not an abstract or a native one. Calls outside a trace
 * cost nothing that can be measured.
 *
 * <p>The span's input is a map of the arguments by name if the class was compiled with {@code -parameters}, otherwise
 * {@code arg0}, {@code arg1} and so on; its output is the result. What the method's declared return type says is
 * honoured: a {@code CompletionStage} ends the span when it completes, a {@code Stream}, {@code Iterator} or {@code
 * Iterable} with its last element, when it is closed or when it is abandoned, a {@code Flow.Publisher}, {@code Mono} or
 * {@code Flux} has one span for each subscription.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Trace {

    /** Name of the span; the method's name if empty. */
    String value() default "";

    /** As {@link #value}, for use beside other attributes; it wins if both are given. */
    String name() default "";

    /** What sort of step it is: the {@linkplain Kind#label label} of a {@link Kind}, or a word of your own. */
    String kind() default "";

    /** Whether the arguments are recorded. */
    boolean captureInput() default true;

    /** Whether the result is recorded. */
    boolean captureOutput() default true;

    /**
     * Names of parameters that are not recorded. If the class was compiled without {@code -parameters} the names are
     * unknown, and no argument of the method is recorded; {@link TraceIgnore} has no such condition.
     */
    String[] ignoreArguments() default {};

    /** Entries of the metadata, each {@code "key=value"}. */
    String[] metadata() default {};

    /** Tags of the span. */
    String[] tags() default {};
}
