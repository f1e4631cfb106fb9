package dev.traqo.cli;

import dev.traqo.cli.tail.Followed.Happening;
import dev.traqo.cli.tail.Watch;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code traqo tail}: spans as they start and end. */
@Command(
        name = "tail",
        sortOptions = false,
        description = {"Print spans as they start and end, while the application runs."},
        footer = {
            "",
            "A file: begins with its last ten lines and ends when its trace ends. A folder: every running "
                    + "trace, and new ones as they appear, until Ctrl-C. On a terminal the last lines show the spans "
                    + "that are open and how long they have been.",
            "",
            "--json prints one object a line: file, trace, depth, and event (the line as it was written).",
            "",
            "Examples:",
            "  traqo tail                            the usual folder",
            "  traqo tail traces/run.jsonl           one trace, to its end",
            "  traqo tail run --from-start           the same from its first line",
            "  traqo tail --json | jq -r 'select(.event.status == \"error\") | .event.name'",
        })
final class TailCommand implements Callable<Integer> {

    private static final int POLL_MILLIS = 200;

    /** A folder is listed once in so many polls. */
    private static final int POLLS_PER_LISTING = 5;

    /** Whether a silent process still lives is looked up once in so many polls. */
    private static final int POLLS_PER_PULSE = 25;

    private static final int LAST_LINES = 10;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|DIR",
            description = "Trace file or folder. Default: $TRAQO_TRACE_DIR, ./traces or the current folder.")
    @Nullable
    String place;

    @Option(names = "--from-start", description = "Begin with the first line of what is running.")
    boolean fromStart;

    @Option(names = "--json", order = 1000, description = "One JSON object a line.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;
    private final BooleanSupplier pause;

    TailCommand(Terminal terminal) {
        this(terminal, TailCommand::sleep);
    }

    /** @param pause waits for the next look; false ends the command */
    TailCommand(Terminal terminal, BooleanSupplier pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    private static boolean sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        Path path = Traces.folderOrFile(place, terminal);
        boolean folder = Files.isDirectory(path) || path.toString().isEmpty();
        TailPrinter printer = new TailPrinter(terminal, folder, json);
        Thread goodbye = new Thread(() -> leave(printer), "traqo-tail-end");
        if (terminal.ofThisProcess()) {
            Runtime.getRuntime().addShutdownHook(goodbye);
        }
        try (Watch watch = folder ? Watch.ofFolder(path, fromStart) : Watch.ofFile(path, fromStart)) {
            if (folder && !json && terminal.interactive()) {
                String name = path.toString().isEmpty() ? "this folder" : path.toString();
                printer.note(new Line().foreign("Watching " + name + ". Ctrl-C ends.", Ink.DIM));
            }
            return follow(watch, printer, path);
        } finally {
            forget(goodbye);
        }
    }

    private void forget(Thread goodbye) {
        try {
            if (terminal.ofThisProcess()) {
                Runtime.getRuntime().removeShutdownHook(goodbye);
            }
        } catch (IllegalStateException e) {
            // Ctrl-C came first: the hook is running already.
        }
    }

    /** Ctrl-C is how a person ends this command: that is no failure. */
    private static void leave(TailPrinter printer) {
        printer.end();
        Runtime.getRuntime().halt(0);
    }

    private int follow(Watch watch, TailPrinter printer, Path path) throws IOException {
        printer.print(watch, begin(watch.poll()));
        int silent = 0;
        for (int polls = 1; !watch.ended(); polls++) {
            if (!pause.getAsBoolean()) {
                break;
            }
            if (polls % POLLS_PER_LISTING == 0) {
                watch.refresh();
            }
            List<Happening> happenings = watch.poll();
            printer.print(watch, happenings);
            silent = happenings.isEmpty() ? silent + 1 : 0;
            if (silent > 0 && silent % POLLS_PER_PULSE == 0 && watch.crashed()) {
                printer.end();
                throw new Failure(path + ": its process is gone and has written no end; 'traqo recover " + path
                        + "' completes it");
            }
        }
        printer.end();
        return 0;
    }

    /** The last lines of what was there before, for context. */
    private static List<Happening> begin(List<Happening> all) {
        int known = 0;
        while (known < all.size() && all.get(known).known()) {
            known++;
        }
        return all.subList(Math.max(0, known - LAST_LINES), all.size());
    }
}
