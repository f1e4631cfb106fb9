package dev.traqo.examples;

import dev.traqo.Backend;
import dev.traqo.FinishedTrace;
import dev.traqo.Kind;
import dev.traqo.LocalBackend;
import dev.traqo.Mask;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Keeps secrets out of the file, and hands each finished trace on. */
public final class MaskAndBackends {

    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+");

    private MaskAndBackends() {}

    /** Writes {@code traces/masked.jsonl}, or the file named, and copies it to the folder {@code copies} beside it. */
    public static void main(String[] arguments) throws InterruptedException {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/masked.jsonl");
        Backend announce = new Backend() {
            @Override
            public void onTraceComplete(FinishedTrace trace) {
                System.out.println("Finished: " + trace.name());
            }
        };

        Tracer.builder(file)
                .name("masked")
                .mask(Mask.secrets().and(Mask.fields("pin")).and(Mask.pattern(EMAIL)))
                .backends(new LocalBackend(file.resolveSibling("copies")), announce)
                .run(tracer -> tracer.span("sign in")
                        .kind(Kind.TOOL)
                        .input(Map.of("user", "nora@example.com", "pin", 4711, "token", "only-an-example"))
                        .run(span -> span.output("welcome, nora@example.com")));

        // Backends work in the background; a program that ends at once waits for them.
        Traqo.shutdownBackends(Duration.ofSeconds(10));
        System.out.println("Trace: " + file);
    }
}
