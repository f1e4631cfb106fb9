package dev.traqo.cli;

import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Recovery;
import dev.traqo.read.Totals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code traqo recover}: completes the file of a process that was killed. */
@Command(
        name = "recover",
        sortOptions = false,
        description = {"Complete the trace of a process that was killed."},
        footer = {
            "",
            "A last line without newline gets it. A trace without end gets one: status interrupted, "
                    + "recovered true, totals of what is there. Nothing that stands in the file is changed. An archive "
                    + "is left alone: what can be read of it goes into a new file beside it, NAME-2.jsonl.",
            "",
            "Refuses while the trace's process is alive.",
            "",
            "--json prints one object: file (the whole one), changed, added_newline, added_end, and the "
                    + "totals of the added end.",
            "",
            "Examples:",
            "  traqo ls --status crashed             what there is to recover",
            "  traqo recover traces/run.jsonl",
        })
final class RecoverCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Trace file or archive; its name without ending is enough.")
    String file = "";

    @Option(names = "--force", description = "Even if the trace seems to be running.")
    boolean force;

    @Option(names = "--json", order = 1000, description = "One JSON object.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;

    RecoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        Path path = Traces.file(file, terminal);
        Recovery.Result result;
        try {
            result = Recovery.of(path, force);
        } catch (Recovery.StillRunningException e) {
            throw new Failure(path + ": the trace is still running, " + e.getMessage()
                    + "; wait for it to end, or recover it all the same with --force");
        }
        boolean copied = !result.file().equals(path);
        boolean changed = copied || result.changed();
        Totals totals = result.totals();
        if (json) {
            Fields fields = new Fields()
                    .add("file", result.file().toString())
                    .add("changed", changed)
                    .add("added_newline", result.addedNewline())
                    .add("added_end", result.addedEnd());
            terminal.print((totals == null ? fields : fields.totals(totals)).line());
            return 0;
        }
        Line line = Line.of("✓ ", Ink.GREEN).foreign(result.file().toString(), Ink.BOLD);
        if (!changed) {
            terminal.print(line.add(": nothing to recover"));
            return 0;
        }
        line.add(copied ? ": written; the archive is as it was" : ": recovered");
        if (result.addedNewline()) {
            line.add(", ended its last line");
        }
        if (totals != null) {
            line.add(", added its end (" + Units.plural(totals.spans(), "span") + ", "
                    + Units.plural(totals.errors(), "error") + ")");
        }
        terminal.print(line);
        return 0;
    }
}
