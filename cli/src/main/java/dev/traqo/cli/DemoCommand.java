package dev.traqo.cli;

import dev.traqo.cli.show.Family;
import dev.traqo.cli.show.Outline;
import dev.traqo.cli.text.Glyphs;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.read.Status;
import dev.traqo.read.TraceSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code traqo demo}: a small application, traced, and its trace as a tree. It runs from a source checkout alone. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {"Run a small traced application, and show its trace."},
        footer = {
            "",
            "A support agent answers a customer: it searches documents, calculates, asks two specialists at the same "
                    + "time, tries again when a tool fails, and has its reply checked. Its models are asked through "
                    + "OpenAI's, Anthropic's and Google's SDKs and LangChain4j. They are a scripted one in this process, "
                    + "or real ones where OPENAI_API_KEY or OPENAI_BASE_URL, ANTHROPIC_API_KEY, GEMINI_API_KEY are set.",
            "",
            "--json prints one object: file, name and status of the trace.",
            "",
            "Examples:",
            "  traqo demo                     writes below ./traces",
            "  traqo demo /tmp/demo.jsonl     writes this file",
            "  traqo demo --ui --open         shows it in a browser",
        })
final class DemoCommand implements Callable<Integer> {

    private static final String NAME = "support-agent";

    /** Not part of the program, which must not bring the SDKs that it calls. The script {@code traqo} adds it. */
    private static final String APPLICATION = "dev.traqo.examples.support.SupportAgent";

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to write. Default: a new file in $TRAQO_TRACE_DIR or ./traces.")
    @Nullable
    String file;

    @Option(names = "--ui", description = "Then show the trace in a browser, as 'traqo ui' does, until Ctrl-C.")
    boolean ui;

    @Option(names = "--open", description = "With --ui, open the browser.")
    boolean open;

    @Option(names = "--json", order = 1000, description = "One JSON object, without the conversation and the tree.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;
    private final UiCommand viewer;

    DemoCommand(Terminal terminal) {
        this(terminal, new UiCommand(terminal));
    }

    /** @param viewer shows the trace, if that is asked for */
    DemoCommand(Terminal terminal, UiCommand viewer) {
        this.terminal = terminal;
        this.viewer = viewer;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        Path written = run(file == null ? freeFile() : Path.of(file));
        TraceSummary summary = last(TraceSummary.read(written));
        if (json) {
            terminal.print(new Fields()
                    .add("file", written.toString())
                    .add("name", summary.name())
                    .add("status", summary.status().label())
                    .line());
        } else {
            show(written, summary);
        }
        if (ui || open) {
            terminal.print("");
            viewer.server.open = open;
            viewer.serve(written);
        }
        return summary.status() == Status.OK ? 0 : 1;
    }

    private Path freeFile() {
        String configured = terminal.environment("TRAQO_TRACE_DIR");
        Path folder = Path.of(configured == null || configured.isEmpty() ? "traces" : configured);
        Path free = folder.resolve(NAME + ".jsonl");
        for (int number = 2; Files.exists(free); number++) {
            free = folder.resolve(NAME + "-" + number + ".jsonl");
        }
        return free;
    }

    private Path run(Path target) {
        Method application = application();
        Path folder = target.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder == null ? target : folder);
        } catch (IOException e) {
            throw new Failure(target + ": its folder cannot be created; name a file where you may write");
        }
        try (PrintStream said = new Conversation(terminal, json)) {
            return (Path) application.invoke(null, target, said);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalStateException refused) {
                throw new Failure(String.valueOf(refused.getMessage()));
            }
            throw e.getCause() instanceof RuntimeException failed
                    ? failed
                    : new IllegalStateException(APPLICATION + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(APPLICATION + " cannot be called", e);
        }
    }

    private static Method application() {
        try {
            return Class.forName(APPLICATION).getMethod("run", Path.class, PrintStream.class);
        } catch (ReflectiveOperationException e) {
            throw new Failure("the demo calls vendors' SDKs, which are not in this jar;"
                    + " run it from a source checkout: ./traqo demo");
        }
    }

    private void show(Path written, TraceSummary summary) throws IOException {
        terminal.print("");
        try (Family family = Family.open(written)) {
            int number = family.traces().size() - 1;
            new TreePrinter(
                            terminal,
                            family,
                            new Outline.Wanted(Integer.MAX_VALUE, Set.of(), false),
                            false,
                            new LostParents())
                    .print(family.traces().get(number), summary, number, number + 1);
        }
        terminal.print("");
        terminal.print(Line.of("The trace is the file ").foreign(written.toString(), Ink.BOLD));
        terminal.print(Line.of("Look closer:", Ink.DIM));
        if (!ui && !open) {
            terminal.print(
                    Line.of("  ").foreign("traqo ui " + written, Ink.PLAIN).add("   in a browser", Ink.DIM));
        }
        terminal.print(Line.of("  ").foreign("traqo show " + written + " --ids", Ink.PLAIN));
        terminal.print(Line.of("  ").foreign("tail -1 " + written + " | jq .", Ink.PLAIN));
    }

    private static TraceSummary last(List<TraceSummary> summaries) {
        return summaries.get(summaries.size() - 1);
    }

    /** Passes on what is said as it is said, made harmless: a real model may answer anything. */
    private static final class Conversation extends PrintStream {
        private final Terminal terminal;
        private final boolean silent;

        Conversation(Terminal terminal, boolean silent) {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            this.terminal = terminal;
            this.silent = silent;
        }

        @Override
        public void print(@Nullable String text) {
            if (!silent && text != null) {
                terminal.out().print(Glyphs.block(text));
                terminal.flush();
            }
        }

        @Override
        public void println(@Nullable String text) {
            print(text + "\n");
        }
    }
}
