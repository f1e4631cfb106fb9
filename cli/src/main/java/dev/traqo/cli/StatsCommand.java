package dev.traqo.cli;

import dev.traqo.cli.stats.Group;
import dev.traqo.cli.stats.Statistics;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Table;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Pricing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** {@code traqo stats}: what the spans of many traces took and cost. */
@Command(
        name = "stats",
        sortOptions = false,
        description = {"Add up the spans of traces by model, kind and name: how many, how long, what they cost."},
        footer = {
            "",
            "P50 and P95 are times that half and 95 in 100 of the spans stayed within. IN counts cached "
                    + "input too, CACHED is the part of it read from the provider's cache. Cost is the recorded one, "
                    + "else by the bundled price table; UNPRICED counts calls that have neither.",
            "",
            "--json prints one object: files, traces, all, models, kinds, names. Each entry has name, count, "
                    + "p50_s, p95_s, total_s, errors, input_tokens, output_tokens, cache_read_tokens, cost, unpriced.",
            "",
            "Examples:",
            "  traqo stats                     all traces of the usual folder",
            "  traqo stats runs/monday.jsonl   one file",
            "  traqo stats --top 50            more names",
            "  traqo stats --json | jq -r '.models[] | [.name, .cost] | @tsv'",
        })
final class StatsCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR|FILE",
            description = "Folder or trace file. Default: $TRAQO_TRACE_DIR, ./traces or the current folder.")
    @Nullable
    String place;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "Names to list, those that took most time. Default: 20.")
    int top = 20;

    @Option(names = "--json", order = 1000, description = "One JSON object, with all names.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        if (top < 0) {
            throw new ParameterException(spec.commandLine(), "--top must not be negative");
        }
        Path path = Traces.folderOrFile(place, terminal);
        List<Path> files = Traces.files(path);
        Statistics statistics = new Statistics(Pricing.standard());
        List<String> unreadable = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = Progress.of(terminal, () -> "Reading " + done.get() + " of " + files.size())) {
            for (Path file : files) {
                add(statistics, file, unreadable);
                done.incrementAndGet();
            }
        }
        if (json) {
            terminal.print(fields(statistics).line());
        } else {
            print(statistics);
        }
        terminal.flush();
        unreadable.forEach(problem -> terminal.err().println("traqo: " + problem));
        return unreadable.isEmpty() ? 0 : 1;
    }

    private static void add(Statistics statistics, Path file, List<String> unreadable) {
        try {
            statistics.add(file);
        } catch (NoSuchFileException e) {
            // Deleted or archived since the folder was listed.
        } catch (IOException | UncheckedIOException e) {
            unreadable.add(file + ": cannot be read (" + e.getMessage() + "); check its permissions");
        }
    }

    private void print(Statistics statistics) {
        Group all = statistics.all();
        Line line = Line.of(Units.plural(statistics.traces(), "trace"), Ink.BOLD)
                .add(" in " + Units.plural(statistics.files(), "file") + " · " + Units.plural(all.count(), "span"));
        if (all.errors() > 0) {
            line.add(" · ").add(Units.plural(all.errors(), "error"), Ink.RED);
        }
        if (all.inputTokens() + all.outputTokens() > 0) {
            line.add(" · " + Units.count(all.inputTokens()) + " → " + Units.count(all.outputTokens()) + " tokens");
        }
        if (all.cost() > 0) {
            line.add(" · " + Units.cost(all.cost()));
        }
        if (all.unpriced() > 0) {
            line.add(" · " + Units.plural(all.unpriced(), "call") + " without a price", Ink.DIM);
        }
        terminal.print(line.cut(terminal.listWidth()));
        print("MODEL", statistics.models(), Integer.MAX_VALUE);
        print("KIND", statistics.kinds(), Integer.MAX_VALUE);
        print("NAME", statistics.names(), top);
    }

    private void print(String title, List<Group> groups, int limit) {
        if (groups.isEmpty() || limit == 0) {
            return;
        }
        Table table = new Table()
                .flexible(title, 14)
                .right("COUNT")
                .right("P50")
                .right("P95")
                .right("TOTAL")
                .right("IN")
                .right("OUT")
                .right("CACHED")
                .right("COST")
                .right("ERRORS")
                .right("UNPRICED");
        groups.stream()
                .limit(limit)
                .forEach(group -> table.row(
                        "KIND".equals(title)
                                ? new Line().foreign(group.name(), Marks.kind(group.name()))
                                : new Line().foreign(group.name(), Ink.PLAIN),
                        Line.of(Units.grouped(group.count())),
                        Line.of(Units.duration(group.percentile(50))),
                        Line.of(Units.duration(group.percentile(95))),
                        Line.of(Units.duration(group.totalMicros()), Ink.DIM),
                        count(group.inputTokens()),
                        count(group.outputTokens()),
                        count(group.cacheReadTokens()),
                        Line.of(group.cost() > 0 ? Units.cost(group.cost()) : ""),
                        Marks.errors(group.errors()),
                        count(group.unpriced())));
        terminal.print("");
        terminal.print(table.lines(terminal.listWidth()));
        if (groups.size() > limit) {
            terminal.print(Line.of(
                    "… " + Units.plural(groups.size() - limit, "more name") + "; --top " + groups.size()
                            + " lists them all",
                    Ink.DIM));
        }
    }

    private static Line count(long number) {
        return number == 0 ? new Line() : Line.of(Units.count(number));
    }

    private static Fields fields(Statistics statistics) {
        return new Fields()
                .add("files", statistics.files())
                .add("traces", statistics.traces())
                .add("all", fields(statistics.all()))
                .add("models", fields(statistics.models()))
                .add("kinds", fields(statistics.kinds()))
                .add("names", fields(statistics.names()));
    }

    private static List<Object> fields(List<Group> groups) {
        List<Object> list = new ArrayList<>();
        groups.forEach(group -> list.add(fields(group).map()));
        return list;
    }

    private static Fields fields(Group group) {
        return new Fields()
                .add("name", group.name())
                .add("count", group.count())
                .seconds("p50_s", group.percentile(50))
                .seconds("p95_s", group.percentile(95))
                .seconds("total_s", group.totalMicros())
                .add("errors", group.errors())
                .add("input_tokens", group.inputTokens())
                .add("output_tokens", group.outputTokens())
                .add("cache_read_tokens", group.cacheReadTokens())
                .number("cost", group.cost())
                .add("unpriced", group.unpriced());
    }
}
