package dev.traqo.cli;

import dev.traqo.cli.list.Entry;
import dev.traqo.cli.list.Selection;
import dev.traqo.cli.list.TraceList;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Table;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Status;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code traqo ls}: the traces of a folder, newest first. */
@Command(
        name = "ls",
        sortOptions = false,
        description = {"List the traces below a folder, newest first."},
        footer = {
            "",
            "TOKENS are input → output, cached input included. Numbers of a trace include its children. A "
                    + "cost with a + is a lower bound: some calls have no known price.",
            "",
            "Status: ok, error, interrupted (the process was told to stop), running, crashed (the process is "
                    + "gone and wrote no end; 'traqo recover' writes one).",
            "",
            "--json prints one object a line: file, name, trace_id, status, start, duration_s, thread_id, "
                    + "release, tags, spans, events, errors, input_tokens, output_tokens, cache_read_tokens, "
                    + "cache_creation_tokens, reasoning_tokens, cost, unpriced, and children with --children. What is "
                    + "not known is left out.",
            "",
            "Examples:",
            "  traqo ls                             traces of the usual folder",
            "  traqo ls runs --since 2h             of the last two hours",
            "  traqo ls --status error,crashed      that went wrong",
            "  traqo ls --tag prod --name 'agent*'  by tag and name",
            "  traqo ls --json | jq -s 'map(.cost) | add'",
        })
final class LsCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder; all folders below it too. Default: $TRAQO_TRACE_DIR, ./traces or the current one.")
    @Nullable
    String dir;

    @Option(names = "--children", description = "Show child traces too, under their parents.")
    boolean children;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only with this tag; repeat for several.")
    List<String> tags = new ArrayList<>();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Only ok, error, interrupted, running or crashed; several with commas.")
    List<Status> statuses = new ArrayList<>();

    @Option(names = "--thread", paramLabel = "ID", description = "Only of this conversation.")
    @Nullable
    String thread;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only begun since then: 30m, 1h, 2d, 1w, 2026-11-22, 2026-11-22T10:30.")
    @Nullable
    String since;

    @Option(
            names = "--name",
            paramLabel = "TEXT",
            description = "Only with this in the name; with * or ? a pattern for all of it.")
    @Nullable
    String name;

    @Option(names = "--limit", paramLabel = "N", description = "Only the newest N.")
    @Nullable
    Integer limit;

    @Option(names = "--json", order = 1000, description = "One JSON object a line.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;

    LsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        Selection selection = selection();
        Path folder = Traces.folder(dir, terminal);
        List<Path> files = Traces.files(folder);
        AtomicInteger done = new AtomicInteger();
        TraceList list;
        try (Progress progress =
                Progress.of(terminal, () -> "Reading " + done.get() + " of " + Units.plural(files.size(), "file"))) {
            list = TraceList.of(files, done);
        }
        List<Entry> matching = list.roots().stream()
                .filter(entry -> children ? selection.acceptsAny(entry) : selection.accepts(entry.summary()))
                .toList();
        List<Entry> shown = limit == null ? matching : matching.subList(0, Math.min(limit, matching.size()));
        if (json) {
            shown.forEach(entry -> terminal.print(fields(entry).line()));
        } else {
            print(folder, list.roots().size(), matching, shown);
        }
        terminal.flush();
        list.unreadable().forEach(problem -> terminal.err().println("traqo: " + problem));
        return list.unreadable().isEmpty() ? 0 : 1;
    }

    private Selection selection() {
        if (limit != null && limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit must not be negative");
        }
        try {
            Instant from = since == null ? null : Since.parse(since, terminal.clock(), terminal.zone());
            Set<Status> wanted = statuses.isEmpty() ? EnumSet.noneOf(Status.class) : EnumSet.copyOf(statuses);
            return new Selection(List.copyOf(tags), wanted, thread, from, name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--since: " + e.getMessage(), e);
        }
    }

    private void print(Path folder, int roots, List<Entry> matching, List<Entry> shown) {
        String place = folder.toString().isEmpty() ? "this folder" : folder.toString();
        if (matching.isEmpty()) {
            terminal.print(new Line()
                    .foreign(
                            roots == 0
                                    ? "No traces in " + place + (dir == null ? ". Name another one: traqo ls DIR" : ".")
                                    : "None of the " + Units.plural(roots, "trace") + " in " + place + " matches.",
                            Ink.PLAIN));
            return;
        }
        Table table = new Table()
                .flexible("NAME", 16)
                .left("STATUS")
                .left("START")
                .right("DURATION")
                .right("SPANS")
                .right("ERRORS")
                .right("TOKENS")
                .right("COST")
                .droppable("TAGS", 8)
                .droppable("FILE", 12);
        shown.forEach(entry -> addRow(table, folder, entry, "", ""));
        terminal.print(table.lines(terminal.listWidth()));
        terminal.print("");
        terminal.print(total(matching, shown).cut(terminal.width()));
    }

    /**
     * @param guide lines that lead to the name; empty for a root
     * @param below lines that lead to what is below it
     */
    private void addRow(Table table, Path folder, Entry entry, String guide, String below) {
        TraceSummary summary = entry.summary();
        Totals totals = summary.totals();
        Instant start = summary.start();
        boolean narrow = terminal.listWidth() < 110;
        String time = start == null
                ? ""
                : narrow ? Units.shortTime(start, terminal.zone()) : Units.time(start, terminal.zone());
        Line label = Line.of(guide, Ink.DIM).foreign(summary.name(), guide.isEmpty() ? Ink.BOLD : Ink.PLAIN);
        table.row(
                label,
                Marks.status(summary.status()),
                Line.of(time, Ink.DIM),
                Line.of(duration(summary)),
                Line.of(Units.grouped(totals.spans())),
                Marks.errors(totals.errors()),
                Marks.tokens(totals),
                Marks.cost(totals),
                new Line().foreign(String.join(" ", summary.tags()), Ink.CYAN),
                new Line().foreign(shortPath(folder, summary.file()), Ink.DIM));
        List<Entry> inner = children ? entry.children() : List.of();
        for (int i = 0; i < inner.size(); i++) {
            boolean last = i == inner.size() - 1;
            addRow(table, folder, inner.get(i), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
        }
    }

    /** A trace that has not ended shows its age; what crashed shows nothing. */
    private String duration(TraceSummary summary) {
        Instant start = summary.start();
        if (summary.duration().isPresent()) {
            return Units.duration(micros(summary.duration().get()));
        }
        return start != null && summary.status() == Status.RUNNING
                ? Units.duration(Math.max(
                                0,
                                micros(Duration.between(start, terminal.clock().instant())))) + "…"
                : "–";
    }

    private Line total(List<Entry> matching, List<Entry> shown) {
        Totals sum = Totals.ZERO;
        for (Entry entry : matching) {
            sum = sum.plus(entry.summary().totals());
        }
        Line line = Line.of(Units.plural(matching.size(), "trace"), Ink.BOLD);
        if (shown.size() < matching.size()) {
            line.add(" (" + Units.grouped(shown.size()) + " shown)", Ink.DIM);
        }
        for (Status status : List.of(Status.RUNNING, Status.ERROR, Status.CRASHED, Status.INTERRUPTED)) {
            long count = matching.stream()
                    .filter(entry -> entry.summary().status() == status)
                    .count();
            if (count > 0) {
                line.add(" · ", Ink.DIM)
                        .add(
                                Units.grouped(count) + " " + (status == Status.ERROR ? "failed" : status.label()),
                                Marks.ink(status));
            }
        }
        line.add(" · " + Units.plural(sum.spans(), "span"), Ink.DIM);
        if (sum.hasTokens()) {
            line.add(" · ", Ink.DIM).add(Marks.tokens(sum)).add(" tokens", Ink.DIM);
        }
        if (sum.cost() > 0) {
            line.add(" · ", Ink.DIM).add(Units.cost(sum.cost()));
        }
        return sum.unpriced() > 0
                ? line.add(" · " + Units.plural(sum.unpriced(), "call") + " without a price", Ink.DIM)
                : line;
    }

    private Fields fields(Entry entry) {
        TraceSummary summary = entry.summary();
        Fields fields = new Fields()
                .add("file", summary.file().toString())
                .add("name", summary.name())
                .add("trace_id", summary.traceId())
                .add("status", summary.status().label())
                .time("start", summary.start())
                .seconds("duration_s", summary.duration().map(LsCommand::micros).orElse(-1L))
                .add("thread_id", summary.threadId())
                .add("release", summary.release())
                .add("tags", summary.tags())
                .totals(summary.totals());
        return children
                ? fields.add(
                        "children",
                        entry.children().stream()
                                .map(child -> fields(child).map())
                                .toList())
                : fields;
    }

    private static String shortPath(Path folder, Path file) {
        String path = folder.toString().isEmpty() || !Files.isDirectory(folder)
                ? file.toString()
                : folder.relativize(file).toString();
        int ending = path.lastIndexOf(".jsonl");
        return ending > 0 ? path.substring(0, ending) : path;
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1000;
    }
}
